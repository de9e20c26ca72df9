import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from, of } from 'rxjs';
import { sampleByStamp } from '../../../src/operators/sampleByStamp.js';
import { collect, frameAt, framesAt, marbles, seededRandom } from '../../marbles.js';

/** Stamps in seconds that pass. */
function sampled(stamps: readonly number[], rateHz: (index: number) => number): number[] {
  let index = 0;
  return collect(from(framesAt(stamps)).pipe(sampleByStamp(() => rateHz(index++)))).map(
    ({ stampNs }) => Number(stampNs) / 1e9,
  );
}

function steady(cameraHz: number, seconds: number, jitterShare = 0): number[] {
  const random = seededRandom(7);
  return Array.from(
    { length: Math.round(cameraHz * seconds) },
    (_, k) => 1000 + (k + (2 * random() - 1) * jitterShare) / cameraHz,
  );
}

for (const [cameraHz, rateHz] of [
  [30, 4],
  [30, 7],
  [30, 29],
  [25, 10],
  [10, 4],
  [6, 4],
] as const) {
  for (const jitter of [0, 0.2]) {
    test(`${rateHz} Hz out of ${cameraHz} Hz with ${jitter * 100} % jitter is ${rateHz} Hz on average`, () => {
      const passed = sampled(steady(cameraHz, 100, jitter), () => rateHz);
      assert.ok(Math.abs(passed.length - rateHz * 100) <= 2, `${passed.length} frames passed`);
    });
  }
}

test('frames lie within half a camera period of a regular grid', () => {
  const passed = sampled(steady(30, 20), () => 4);
  passed.forEach((stamp, k) => assert.ok(Math.abs(stamp - 1000 - k / 4) <= 1 / 60 + 1e-6));
});

for (const cameraHz of [29.9, 30, 30.1]) {
  test(`a jittering camera of ${cameraHz} Hz keeps its frames at a rate of 30 Hz`, () => {
    const stamps = steady(cameraHz, 100, 0.2);
    const passed = sampled(stamps, () => 30);
    const possible = Math.min(stamps.length, 3000);
    assert.ok(passed.length >= 0.99 * possible, `${passed.length} of ${possible} passed`);
  });
}

test('a rate above the camera passes every frame', () => {
  assert.equal(sampled(steady(10, 10, 0.3), () => 1000).length, 100);
});

test('the first frame passes at once, whatever its stamp', () => {
  assert.deepEqual(
    sampled([0, 0.1], () => 1),
    [0],
  );
});

test('a raised rate does not wait for the due time of the slow grid', () => {
  const stamps = Array.from({ length: 40 }, (_, k) => k / 10);
  // 0.1 Hz for the first second, 10 Hz from then on.
  const passed = sampled(stamps, (index) => (index < 10 ? 0.1 : 10));
  assert.equal(passed[0], 0);
  assert.ok(passed[1]! <= 1.11, `the second passed at ${passed[1]}`);
  assert.ok(passed.length >= 30);
});

test('a lowered rate holds from the frame that is due next', () => {
  const stamps = Array.from({ length: 50 }, (_, k) => k / 10);
  const passed = sampled(stamps, (index) => (index < 10 ? 10 : 1));
  const after = passed.filter((stamp) => stamp >= 1);
  assert.deepEqual(after, [1, 2, 3, 4]);
});

test('after a gap the grid starts anew: no burst makes up for what was missed', () => {
  const stamps = [0, 0.25, 0.5, 7.1, 7.2, 7.3, 7.4, 7.5, 7.6];
  assert.deepEqual(
    sampled(stamps, () => 4),
    [0, 0.25, 0.5, 7.1, 7.3, 7.6],
  );
});

test('arrival does not matter, only stamps', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: frameAt(0), b: frameAt(0.1), c: frameAt(0.25), d: frameAt(0.3) };
    const frames = hot('   ab 500ms cd|', values);
    const expected = '     a- 500ms c-|';
    expectObservable(frames.pipe(sampleByStamp(() => 4))).toBe(expected, values);
  });
});

test('each subscription has a grid of its own', () => {
  const twice = of(frameAt(5)).pipe(sampleByStamp(() => 1));
  assert.equal(collect(twice).length, 1);
  assert.equal(collect(twice).length, 1);
});

/** Frames of runs: stamps and receipts in seconds. */
function ofRuns(rows: readonly (readonly [run: number, stamp: number, receipt: number])[]) {
  return rows.map(([run, stamp, receipt], id) => ({
    ...frameAt(stamp, id),
    run,
    receiptNs: BigInt(Math.round(receipt * 1e9)),
  }));
}

test('stamps that jump at every frame: the times of receipt hold the rate', () => {
  // 30 Hz, of two clocks in turns.
  const frames = ofRuns(
    Array.from({ length: 300 }, (_, k) => [k, 1000 + (k % 2) * 500 + k / 30, 50 + k / 30]),
  );
  const passed = collect(from(frames).pipe(sampleByStamp(() => 4)));
  assert.ok(passed.length >= 40 && passed.length <= 45, `${passed.length} in 10 s at 4 Hz`);
});

test('a new run begins at once, and its grid with it', () => {
  const frames = ofRuns([
    [0, 100, 10],
    [1, 5, 10.01],
    [1, 5.1, 10.11],
    [1, 5.25, 10.26],
  ]);
  const passed = collect(from(frames).pipe(sampleByStamp(() => 4)));
  assert.deepEqual(
    passed.map(({ id }) => id),
    [0, 1, 3],
  );
});

test('a new run begins at once where times of receipt tell nothing', () => {
  const frames = ofRuns([
    [0, 100, 7],
    [1, 5, 7],
    [2, 90, 6],
  ]);
  assert.equal(collect(from(frames).pipe(sampleByStamp(() => 4))).length, 3);
});
