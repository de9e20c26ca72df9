import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRID_SIDE } from '../../src/image/lumaGrid.js';
import { ConditionJudge, type CameraCondition } from '../../src/selective/cameraCondition.js';
import { seededRandom } from '../marbles.js';

const CELLS = GRID_SIDE * GRID_SIDE;
const RATE = 4;
/** Frames of a window. */
const WINDOW = 8;

type Picture = (frame: number) => Float32Array;

/** A checked scene of that brightness; `shift` moves it sideways, in cells. */
const scene = (brightness = 100, shift = 0): Float32Array =>
  Float32Array.from({ length: CELLS }, (_, at) => {
    const [y, x] = [Math.floor(at / GRID_SIDE), at % GRID_SIDE];
    return brightness * (1 + 0.4 * Math.sin(1.3 * (x + shift)) * Math.cos(1.7 * y));
  });

const flat = (brightness: number): Float32Array => new Float32Array(CELLS).fill(brightness);

/** Fresh noise in each frame, as a sensor has it. */
function noisy(picture: Picture, amount = 0.4, seed = 7): Picture {
  const random = seededRandom(seed);
  return (frame) => picture(frame).map((value) => value + amount * (random() + random() - 1));
}

/** What is judged of pictures four times a second, frame by frame. */
function judged(picture: Picture, frames: number, runs: (frame: number) => number = () => 0) {
  const judge = new ConditionJudge();
  const conditions: CameraCondition[] = [];
  for (let frame = 0; frame < frames; frame++)
    conditions.push(
      judge.update({
        stampNs: BigInt(frame) * 250_000_000n,
        windowStartNs: BigInt(Math.max(0, frame - WINDOW + 1)) * 250_000_000n,
        run: runs(frame),
        luma: picture(frame),
      }),
    );
  return { conditions, noiseKnown: judge.noiseKnown };
}

/** Frames of each condition but `ok`: first and last. */
function faults(conditions: readonly CameraCondition[]): Record<string, [number, number]> {
  const seen = new Set(conditions.filter((condition) => condition !== 'ok'));
  return Object.fromEntries(
    [...seen].map((one) => [one, [conditions.indexOf(one), conditions.lastIndexOf(one)]]),
  );
}

const between =
  (from: number, to: number, broken: Picture, sound: Picture): Picture =>
  (frame) =>
    frame >= from && frame < to ? broken(frame) : sound(frame);

test('a black picture is known at once, and until no frame of the window is black', () => {
  const picture = noisy(
    between(
      40,
      80,
      () => flat(2),
      () => scene(),
    ),
  );
  assert.deepEqual(faults(judged(picture, 160).conditions), { black: [40, 79 + WINDOW - 1] });
});

test('a camera that is black from the start is', () => {
  assert.deepEqual(
    faults(
      judged(
        noisy(() => flat(1)),
        20,
      ).conditions,
    ),
    { black: [0, 19] },
  );
});

test('a room whose light goes out is no black camera, and none that is covered', () => {
  for (const left of [0.3, 0.1, 0.05]) {
    const picture = noisy(
      between(
        60,
        200,
        () => scene(100 * left),
        () => scene(),
      ),
      0.2,
    );
    assert.deepEqual(faults(judged(picture, 200).conditions), {}, String(left));
  }
});

test('a lens that is suddenly covered is known, whatever the noise and the shading behind it', () => {
  const shaded = flat(30).map((value, at) => value + (at % GRID_SIDE));
  for (const amount of [0.1, 1]) {
    const picture = noisy(
      between(
        40,
        80,
        () => shaded,
        () => scene(),
      ),
      amount,
    );
    assert.deepEqual(faults(judged(picture, 160).conditions), { covered: [40, 79 + WINDOW - 1] });
  }
});

test('a cover that comes within a second is sudden', () => {
  const coming: Picture = (frame) =>
    scene().map((value) => value + (frame - 40) * (25 - value / 4));
  const picture = between(
    40,
    44,
    coming,
    between(
      44,
      80,
      () => flat(100),
      () => scene(),
    ),
  );
  assert.deepEqual(faults(judged(picture, 100).conditions).covered, [44, 79 + WINDOW - 1]);
});

test('a robot that slowly drives up to a white wall is not covered', () => {
  const share = (frame: number) => Math.min(1, Math.max(0, (frame - 40) / 20));
  const picture = noisy((frame) => scene().map((value) => value + share(frame) * (200 - value)));
  assert.deepEqual(faults(judged(picture, 120).conditions), {});
});

test('a camera that has never shown anything is not covered', () => {
  const colours: Picture = (frame) => flat(frame < 30 ? 90 : 140);
  for (const picture of [noisy(() => flat(90)), colours])
    assert.deepEqual(faults(judged(picture, 100).conditions), {});
});

test('a camera with noise that gives the same frame for three seconds is frozen', () => {
  const sound = noisy(() => scene());
  let frozen = scene();
  const picture = between(
    80,
    120,
    () => frozen,
    (frame) => (frozen = sound(frame)),
  );
  const { conditions, noiseKnown } = judged(picture, 160);
  // The frame that is repeated is the last one that was seen.
  assert.deepEqual(faults(conditions), { frozen: [79 + 3 * RATE, 119 + WINDOW - 1] });
  assert.ok(noiseKnown);
});

test('a rendered camera that stands still, moves slowly or flickers is never frozen', () => {
  const still = between(
    0,
    80,
    (frame) => scene(100, frame * 0.3),
    () => scene(),
  );
  const slow = between(
    0,
    400,
    (frame) => scene(100, frame * 0.002),
    () => scene(100, 0.8),
  );
  const flicker = between(
    0,
    100,
    (frame) => scene(frame % 2 === 0 ? 100 : 101),
    () => scene(),
  );
  const dimmed = between(
    0,
    200,
    (frame) => scene(100 - frame / 10),
    () => scene(80),
  );
  for (const picture of [still, slow, flicker, dimmed, () => scene()]) {
    const { conditions, noiseKnown } = judged(picture, 600);
    assert.deepEqual(faults(conditions), {});
    assert.ok(!noiseKnown);
  }
});

test('a camera that repeats frames now and then is frozen only after much longer than it ever does', () => {
  const random = seededRandom(3);
  const sound = noisy(() => scene());
  let shown = scene();
  let since = 0;
  const repeats: Picture = (frame) => {
    // Never for more than a second and a half.
    since = random() < 0.6 && since < 6 ? since + 1 : 0;
    if (since === 0) shown = sound(frame);
    return shown;
  };
  const picture = between(400, 600, () => shown, repeats);
  const [first] = faults(judged(picture, 600).conditions).frozen!;
  assert.ok(first >= 400 + 4 * 5 && first <= 400 + 4 * 7, String(first));
});

test('a jump of the stamps ends what was seen before', () => {
  const black = judged(
    noisy(
      between(
        10,
        20,
        () => flat(1),
        () => scene(),
      ),
    ),
    40,
    (frame) => (frame < 20 ? 0 : 1),
  );
  assert.deepEqual(faults(black.conditions), { black: [10, 19] });
  const sound = noisy(() => scene());
  let frozen = scene();
  const picture = between(
    80,
    200,
    () => frozen,
    (frame) => (frozen = sound(frame)),
  );
  const jumping = judged(picture, 200, (frame) => Math.floor(frame / 10));
  assert.deepEqual(faults(jumping.conditions), {});
});
