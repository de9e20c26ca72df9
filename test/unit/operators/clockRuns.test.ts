import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject, from } from 'rxjs';
import type { Frame } from '../../../src/frame.js';
import { clockRuns, type ClockJump } from '../../../src/operators/clockRuns.js';
import { collect, frameAt, framesAt, marbles } from '../../marbles.js';

const seconds = ({ stampNs }: Frame) => Number(stampNs) / 1e9;

/** Stamps in seconds of each run, those that were dropped, and the jumps between runs. */
function split(stamps: readonly number[], longestGapSeconds = 10) {
  const dropped: number[] = [];
  const jumps: ClockJump[] = [];
  const runs: number[][] = [];
  const frames = from(framesAt(stamps)).pipe(
    clockRuns(
      () => longestGapSeconds,
      (frame) => dropped.push(seconds(frame)),
      (jump) => jumps.push(jump),
    ),
  );
  for (const frame of collect(frames)) (runs[frame.run] ??= []).push(seconds(frame));
  assert.equal(jumps.length, runs.length - 1);
  return { runs, dropped };
}

test('stamps that grow are one run', () => {
  assert.deepEqual(split([5, 5.1, 5.2, 9, 19]), { runs: [[5, 5.1, 5.2, 9, 19]], dropped: [] });
});

test('duplicates and small reorder are dropped and do not move the clock back', () => {
  assert.deepEqual(split([5, 5, 5.2, 5.1, 5.15, 5.3, 4.4, 5.4]), {
    runs: [[5, 5.2, 5.3, 5.4]],
    dropped: [5, 5.1, 5.15, 4.4],
  });
});

test('a step back of exactly one second is reorder, more is a new run', () => {
  assert.deepEqual(split([5, 4, 5.5]), { runs: [[5, 5.5]], dropped: [4] });
  assert.deepEqual(split([5, 3.9, 4]), { runs: [[5], [3.9, 4]], dropped: [] });
});

test('a looping bag starts a new run at every round', () => {
  const bag = [100, 101, 102, 103];
  assert.deepEqual(split([...bag, ...bag, ...bag]), { runs: [bag, bag, bag], dropped: [] });
});

test('a jump ahead beyond the longest gap starts a new run; the gap itself does not', () => {
  assert.deepEqual(split([1, 11, 21.5, 22]), {
    runs: [
      [1, 11],
      [21.5, 22],
    ],
    dropped: [],
  });
});

test('a first stamp of zero, or below, is a stamp like any other', () => {
  assert.deepEqual(split([0, 0.1]), { runs: [[0, 0.1]], dropped: [] });
  assert.deepEqual(split([-5, -4]), { runs: [[-5, -4]], dropped: [] });
});

test('a jump is told with both stamps', () => {
  const jumps: ClockJump[] = [];
  const frames = from(framesAt([100, 3])).pipe(
    clockRuns(
      () => 10,
      () => {},
      (jump) => jumps.push(jump),
    ),
  );
  collect(frames);
  assert.deepEqual(jumps, [{ camera: 'front', fromNs: 100_000_000_000n, toNs: 3_000_000_000n }]);
});

test('the longest gap is read at every frame', () => {
  let longest = 10;
  const runs: number[] = [];
  const source = new Subject<Frame>();
  const none = () => {};
  source.pipe(clockRuns(() => longest, none)).subscribe(({ run }) => runs.push(run));
  source.next(frameAt(0));
  source.next(frameAt(9));
  longest = 5;
  source.next(frameAt(18));
  assert.deepEqual(runs, [0, 0, 1]);
});

test('frames come when they came, and the stream ends as its source does', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: frameAt(5), b: frameAt(6), c: { ...frameAt(1), run: 1 } };
    const runs = clockRuns(
      () => 10,
      () => {},
    );
    expectObservable(hot('a-b-c-|', values).pipe(runs)).toBe('a-b-c-|', values);
    expectObservable(hot('a-#', values).pipe(runs)).toBe('a-#', values);
  });
});

test('unsubscribing leaves nothing behind', () => {
  const source = new Subject<Frame>();
  const none = () => {};
  const subscription = source.pipe(clockRuns(() => 10, none)).subscribe();
  source.next(frameAt(1));
  subscription.unsubscribe();
  assert.equal(source.observed, false);
});
