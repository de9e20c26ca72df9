import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject, from } from 'rxjs';
import type { Frame } from '../../../src/frame.js';
import { zeroStamps } from '../../../src/operators/zeroStamps.js';
import { collect, frameAt, marbles } from '../../marbles.js';

/** A frame stamped at some second, received at another. */
const at = (stamp: number, receipt: number, id = 0): Frame => ({
  ...frameAt(stamp, id),
  receiptNs: BigInt(Math.round(receipt * 1e9)),
});

/** Stamps that pass, of frames that are received a tenth of a second apart from 1000 s on. */
function settled(stamps: readonly number[], period = 0.1) {
  const dropped: number[] = [];
  const unstamped: number[] = [];
  const frames = stamps.map((stamp, id) => at(stamp, 1000 + id * period, id));
  const passed = collect(
    from(frames).pipe(
      zeroStamps(() => 10, {
        dropped: ({ id }) => dropped.push(id),
        unstamped: ({ id }) => unstamped.push(id),
      }),
    ),
  );
  return {
    passed: passed.map(({ stampNs }) => Number(stampNs) / 1e9),
    ids: passed.map(({ id }) => id),
    dropped,
    unstamped,
  };
}

test('stamps that are there are left alone', () => {
  const { passed, dropped, unstamped } = settled([5, 5.1, 3, -1]);
  assert.deepEqual([passed, dropped, unstamped], [[5, 5.1, 3, -1], [], []]);
});

test('a zero among others is dropped', () => {
  const { passed, dropped, unstamped } = settled([5, 0, 5.2, 0, 0, 5.5]);
  assert.deepEqual([passed, dropped, unstamped], [[5, 5.2, 5.5], [1, 3, 4], []]);
});

test('a camera that never stamps: all of its frames at their times of receipt, told once', () => {
  const { passed, ids, dropped, unstamped } = settled([0, 0, 0, 0]);
  assert.deepEqual(passed, [1000, 1000.1, 1000.2, 1000.3]);
  assert.deepEqual([ids, dropped, unstamped], [[0, 1, 2, 3], [], [0]]);
});

test('a single frame without a stamp is given once there is no other', () => {
  const { passed, unstamped } = settled([0]);
  assert.deepEqual([passed, unstamped], [[1000], [0]]);
});

test('a simulation that starts at 0: the zero is meant', () => {
  const { passed, dropped, unstamped } = settled([0, 0.033, 0.066]);
  assert.deepEqual([passed, dropped, unstamped], [[0, 0.033, 0.066], [], []]);
});

test('a first zero before stamps of a clock that runs is dropped', () => {
  const { passed, dropped, unstamped } = settled([0, 1_700_000_000, 1_700_000_000.1]);
  assert.deepEqual(passed, [1_700_000_000, 1_700_000_000.1]);
  assert.deepEqual([dropped, unstamped], [[0], []]);
});

test('a camera whose clock comes later: received times until then, its stamps from then on', () => {
  const { passed, dropped } = settled([0, 0, 0, 2000, 0, 2000.1]);
  assert.deepEqual(passed, [1000, 1000.1, 1000.2, 2000, 2000.1]);
  assert.deepEqual(dropped, [4]);
});

test('a camera that stamps no longer is read by its times of receipt after the longest gap', () => {
  const { passed, dropped, unstamped } = settled([5, ...Array<number>(13).fill(0)], 1);
  assert.deepEqual(passed, [5, 1012, 1013]);
  assert.equal(dropped.length, 11);
  assert.deepEqual(unstamped, [12]);
});

test('zeros that are far apart, each between stamps, stay drops', () => {
  const { passed, dropped } = settled([5, 0, 35, 0, 65], 15);
  assert.deepEqual(
    [passed, dropped],
    [
      [5, 35, 65],
      [1, 3],
    ],
  );
});

test('the first frame without a stamp waits for the second; all others go at once', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: at(0, 100), b: at(0, 101), c: at(0, 102) };
    const out = hot('a-b-----c-|', values).pipe(
      zeroStamps(() => 10, { dropped: () => {}, unstamped: () => {} }),
    );
    expectObservable(out).toBe('--(ab)--c-|', {
      a: { ...values.a, stampNs: values.a.receiptNs },
      b: { ...values.b, stampNs: values.b.receiptNs },
      c: { ...values.c, stampNs: values.c.receiptNs },
    });
  });
});

test('unsubscribing leaves nothing behind: a frame that waits is dropped', () => {
  const source = new Subject<Frame>();
  const dropped: Frame[] = [];
  const events = { dropped: (frame: Frame) => dropped.push(frame), unstamped: () => {} };
  const subscription = source.pipe(zeroStamps(() => 10, events)).subscribe();
  source.next(at(0, 100));
  assert.deepEqual(dropped, []);
  subscription.unsubscribe();
  assert.equal(source.observed, false);
  assert.deepEqual(dropped, [at(0, 100)]);
});
