import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject, of, throwError, type Subscription } from 'rxjs';
import { newestWins } from '../../../src/operators/newestWins.js';
import { skipFailures } from '../../../src/operators/skipFailures.js';
import { collect, marbles } from '../../marbles.js';

test('what came before an error stays; the error is reported once and the work completes', () => {
  marbles(({ cold, expectObservable, flush }) => {
    const reported: unknown[] = [];
    expectObservable(cold('a-b-#').pipe(skipFailures((error) => reported.push(error)))).toBe(
      'a-b-|',
    );
    flush();
    assert.deepEqual(reported, ['error']);
  });
});

test('without an error nothing changes', () => {
  assert.deepEqual(collect(of(1, 2).pipe(skipFailures(() => assert.fail('reported')))), [1, 2]);
});

test('a failing window leaves the stream of windows alive', () => {
  marbles(({ hot, cold, expectObservable, flush }) => {
    const reported: unknown[] = [];
    const out = hot('a--b--c--|').pipe(
      newestWins(
        (value) =>
          (value === 'b' ? cold('-#') : cold('-(x|)')).pipe(
            skipFailures((error) => reported.push(error)),
          ),
        () => {},
      ),
    );
    expectObservable(out).toBe('-x-----x-|');
    flush();
    assert.equal(reported.length, 1);
  });
});

test('the report may end everything: a worker that died closes its cameras', () => {
  const windows = new Subject<string>();
  const subscription: Subscription = windows
    .pipe(
      newestWins(
        () =>
          throwError(() => new Error('the worker died')).pipe(
            skipFailures(() => subscription.unsubscribe()),
          ),
        () => {},
      ),
    )
    .subscribe();
  windows.next('a');
  assert.equal(windows.observed, false);
});
