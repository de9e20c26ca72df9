import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MotionMeter, type Motion } from '../../src/selective/motionMeter.js';
import { EmbeddingSource } from '../embeddingStream.js';
import { direction } from '../fakeEngine.js';

const DIMENSION = 64;

/** What a meter makes of features, `rateHz` a second. */
function measure(
  features: readonly Float32Array[],
  rateHz = 4,
  meter = new MotionMeter(),
  run = 0,
): Motion[] {
  return features.map((each, k) => {
    const stampNs = BigInt(Math.round((k / rateHz) * 1e9));
    return meter.update({ stampNs, run, features: each });
  });
}

/** A picture that stands, with a camera's noise: squared distances of about 2 · noise². */
function standing(source: EmbeddingSource, count: number, noise: number): Float32Array[] {
  const picture = source.unit();
  return Array.from({ length: count }, () => source.noisy(picture, noise));
}

for (const noise of [0.03, 0.1, 0.15]) {
  test(`a picture with noise ${noise} stands, and a cut moves for half a second`, () => {
    const source = new EmbeddingSource(1, DIMENSION);
    const before = standing(source, 240, noise);
    const motions = measure([...before, ...standing(source, 240, noise)]);
    const moving = motions.flatMap(({ moving: moves }, k) => (moves ? [k / 4] : []));
    assert.deepEqual(moving, [60, 60.25]);
  });
}

test('motion is seen with its first frame, at any rate', () => {
  for (const rateHz of [2, 4, 8, 15]) {
    const source = new EmbeddingSource(2, DIMENSION);
    const still = standing(source, 20 * rateHz, 0.05);
    const moving = Array.from({ length: 4 * rateHz }, () => source.unit());
    const motions = measure([...still, ...moving], rateHz);
    assert.ok(motions.slice(0, 20 * rateHz).every((motion) => !motion.moving));
    assert.ok(motions.slice(20 * rateHz).every((motion) => motion.moving));
  }
});

test('one frame that is hardly above the threshold does not move, two in a row do, one clearly above does', () => {
  // Of a still camera the threshold is 0.008: 5.1 degrees.
  const moved = (angles: readonly number[]) =>
    measure([...Array<number>(40).fill(0), ...angles, 0, 0, 0].map(direction)).flatMap(
      ({ moving }, k) => (moving ? [k - 40] : []),
    );
  assert.deepEqual(moved([5.3]), []);
  assert.deepEqual(moved([5.3, 5.3]), [1, 2, 3]);
  assert.deepEqual(moved([6.5]), [0, 2]);
});

test('what is small moves where there is little noise, and is lost in more', () => {
  for (const { noise, moves } of [
    { noise: 0.03, moves: true },
    { noise: 0.1, moves: false },
  ]) {
    const source = new EmbeddingSource(9, DIMENSION);
    const picture = source.unit();
    const another = source.awayFrom(picture, 0.009);
    const frames = (of: Float32Array, count: number) =>
      Array.from({ length: count }, () => source.noisy(of, noise));
    const motions = measure([...frames(picture, 240), ...frames(another, 8)]);
    assert.ok(motions.slice(0, 240).every(({ moving }) => !moving));
    assert.equal(motions[240]!.moving, moves);
  }
});

test('the size of features does not matter', () => {
  const source = new EmbeddingSource(3, DIMENSION);
  const features = standing(source, 40, 0.1);
  const large = features.map((each) => each.map((value) => 1000 * value));
  measure(large).forEach(({ amount }, k) => {
    assert.ok(Math.abs(amount - measure(features)[k]!.amount) < 1e-5);
  });
});

test('the threshold follows the noise and comes back', () => {
  const source = new EmbeddingSource(4, DIMENSION);
  const meter = new MotionMeter();
  const calm = measure(standing(source, 400, 0.05), 4, meter).at(-1)!;
  const noisy = measure(standing(source, 1200, 0.15), 4, meter, 1).at(-1)!;
  const calmAgain = measure(standing(source, 1200, 0.05), 4, meter, 2).at(-1)!;
  assert.ok(noisy.threshold > 2 * calm.threshold);
  assert.ok(Math.abs(calmAgain.threshold / calm.threshold - 1) < 0.2);
});

test('a camera that always moves is not taken for a noisy one', () => {
  const source = new EmbeddingSource(5, DIMENSION);
  const motions = measure(Array.from({ length: 4 * 3600 }, () => source.unit()));
  assert.ok(motions.slice(-100).every(({ moving }) => moving));
});

test('frames that are repeated do not make the next one a motion', () => {
  const source = new EmbeddingSource(6, DIMENSION);
  const frames = standing(source, 400, 0.05).flatMap((frame) => [frame, frame, frame]);
  const motions = measure(frames);
  assert.ok(motions.every(({ moving }) => !moving));
});

test('nothing is compared across a jump of the stamps', () => {
  const source = new EmbeddingSource(7, DIMENSION);
  const meter = new MotionMeter();
  measure(standing(source, 40, 0.05), 4, meter);
  const [first] = measure(standing(source, 1, 0.05), 4, meter, 1);
  assert.deepEqual([first!.amount, first!.moving], [0, false]);
});

test('features of frames that were not encoded do not lower the threshold', () => {
  const source = new EmbeddingSource(8, DIMENSION);
  const [frame] = standing(source, 1, 0.15);
  const meter = new MotionMeter();
  measure(standing(source, 400, 0.15), 4, meter);
  const motions = Array.from({ length: 4000 }, (_, k) =>
    meter.update({ stampNs: BigInt(k) * 250_000_000n, run: 1, features: frame!, reused: true }),
  );
  assert.ok(motions.every(({ moving }) => !moving));
  assert.equal(motions.at(-1)!.threshold, motions[0]!.threshold);
});
