import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject, count, from, map, mergeMap, switchMap } from 'rxjs';
import type { Frame } from '../../../src/frame.js';
import { splitAtClockJumps } from '../../../src/operators/splitAtClockJumps.js';
import { collect, frameAt, framesAt, marbles } from '../../marbles.js';

/** Stamps in seconds of each run, and those that were dropped. */
function split(stamps: readonly number[], longestGapSeconds = 10) {
  const runs: number[][] = [];
  const dropped: number[] = [];
  const seconds = (frame: Frame) => Number(frame.stampNs) / 1e9;
  collect(
    from(framesAt(stamps)).pipe(
      splitAtClockJumps(
        () => longestGapSeconds,
        (frame) => dropped.push(seconds(frame)),
      ),
      mergeMap((run) => {
        const own: number[] = [];
        runs.push(own);
        return run.pipe(map((frame) => own.push(seconds(frame))));
      }),
    ),
  );
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

test('the longest gap is read at every frame', () => {
  let longest = 10;
  const runs: Frame[][] = [];
  const source = new Subject<Frame>();
  source
    .pipe(
      splitAtClockJumps(
        () => longest,
        () => {},
      ),
      mergeMap((run) => {
        const own: Frame[] = [];
        runs.push(own);
        return run.pipe(map((frame) => own.push(frame)));
      }),
    )
    .subscribe();
  source.next(frameAt(0));
  source.next(frameAt(9));
  longest = 5;
  source.next(frameAt(18));
  assert.deepEqual(
    runs.map((run) => run.length),
    [2, 1],
  );
});

test('a run completes before the next one starts, and the last one with the source', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: frameAt(5), b: frameAt(6), c: frameAt(1), d: frameAt(2) };
    const lengths = hot('a-b-c-d-|   ', values).pipe(
      splitAtClockJumps(
        () => 10,
        () => {},
      ),
      mergeMap((run) => run.pipe(count())),
    );
    expectObservable(lengths).toBe('----2---(2|)', { 2: 2 });
  });
});

test('an error of the source ends the stream', () => {
  marbles(({ hot, expectObservable }) => {
    const out = hot('a-#', { a: frameAt(1) }).pipe(
      splitAtClockJumps(
        () => 10,
        () => {},
      ),
      switchMap((run) => run.pipe(map(() => 'x'))),
    );
    expectObservable(out).toBe('x-#');
  });
});

test('unsubscribing leaves nothing behind', () => {
  const source = new Subject<Frame>();
  const subscription = source
    .pipe(
      splitAtClockJumps(
        () => 10,
        () => {},
      ),
      switchMap((run) => run),
    )
    .subscribe();
  source.next(frameAt(1));
  subscription.unsubscribe();
  assert.equal(source.observed, false);
});
