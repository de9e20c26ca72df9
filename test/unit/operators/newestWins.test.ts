import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY, NEVER, Observable, Subject, from, of, take } from 'rxjs';
import { newestWins } from '../../../src/operators/newestWins.js';
import { Turns } from '../../../src/operators/turns.js';
import { collect, marbles } from '../../marbles.js';

test('one value at a time; the newest waits, those it replaces are dropped', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
    const dropped: string[] = [];
    const source = hot('abcd---e---|    ');
    const work = cold(' ----(x|)        ');
    const expected = ' ----x---x---(x|)';
    expectObservable(
      source.pipe(
        newestWins(
          () => work,
          (value) => dropped.push(value),
        ),
      ),
    ).toBe(expected);
    expectSubscriptions(work.subscriptions).toBe([
      '^---!            ',
      '----^---!        ',
      '--------^---!    ',
    ]);
    flush();
    assert.deepEqual(dropped, ['b', 'c']);
  });
});

test('with a key the newest of each waits, in the order in which the keys began to', () => {
  marbles(({ hot, cold, expectObservable, flush }) => {
    const projected: string[] = [];
    const dropped: string[] = [];
    const values = { a: 'p1', b: 'p2', c: 'q3', d: 'p4', e: 'q5', f: 'p6' };
    const source = hot('abcde----f---|     ', values);
    const expected = '  ----x---x---x---(x|)';
    expectObservable(
      source.pipe(
        newestWins(
          (value) => {
            projected.push(value);
            return cold('----(x|)');
          },
          (value) => dropped.push(value),
          { key: ([key]) => key },
        ),
      ),
    ).toBe(expected);
    flush();
    assert.deepEqual(projected, ['p1', 'p4', 'q5', 'p6']);
    assert.deepEqual(dropped, ['p2', 'q3']);
  });
});

test('with places as many of each key wait, oldest first; the keys take turns', () => {
  marbles(({ hot, cold, expectObservable, flush }) => {
    const projected: string[] = [];
    const dropped: string[] = [];
    const values = { a: 'p1', b: 'p2', c: 'p3', d: 'q4', e: 'p5' };
    const source = hot('abcde|               ', values);
    const expected = '  ------x-----x-----x-----(x|)';
    expectObservable(
      source.pipe(
        newestWins(
          (value) => {
            projected.push(value);
            return cold('------(x|)');
          },
          (value) => dropped.push(value),
          { key: ([key]) => key, places: 2 },
        ),
      ),
    ).toBe(expected);
    flush();
    assert.deepEqual(projected, ['p1', 'p3', 'q4', 'p5']);
    assert.deepEqual(dropped, ['p2']);
  });
});

test('every value is either projected or dropped', () => {
  marbles(({ hot, cold, flush }) => {
    const projected: string[] = [];
    const dropped: string[] = [];
    hot('abcdefghij|')
      .pipe(
        newestWins(
          (value) => {
            projected.push(value);
            return cold('---|');
          },
          (value) => dropped.push(value),
        ),
      )
      .subscribe();
    flush();
    assert.deepEqual(projected, ['a', 'd', 'g', 'j']);
    assert.deepEqual([...projected, ...dropped].sort(), [...'abcdefghij']);
  });
});

test('a source that completes while one runs and one waits still gives both', () => {
  marbles(({ hot, cold, expectObservable }) => {
    const source = hot('abc|         ');
    const work = cold(' ----(x|)     ');
    const expected = ' ----x---(x|)';
    expectObservable(
      source.pipe(
        newestWins(
          () => work,
          () => {},
        ),
      ),
    ).toBe(expected);
  });
});

test('completes with a source that gives nothing, and with inner observables that give nothing', () => {
  const silent = newestWins(
    () => EMPTY,
    () => assert.fail('dropped'),
  );
  assert.deepEqual(collect(EMPTY.pipe(silent)), []);
  assert.deepEqual(collect(of(1, 2, 3).pipe(silent)), []);
});

test('work that completes at once never lets a value wait', () => {
  const out = of(1, 2, 3).pipe(
    newestWins(
      (value) => of(value, value * 10),
      () => assert.fail('dropped'),
    ),
  );
  assert.deepEqual(collect(out), [1, 10, 2, 20, 3, 30]);
});

test('unsubscribing ends the running work and never starts the waiting value', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('ab-----c|');
    const work = cold(' -----x|  ');
    const stop = '      ---!     ';
    expectObservable(
      source.pipe(
        newestWins(
          () => work,
          () => {},
        ),
      ),
      stop,
    ).toBe('            ---------');
    expectSubscriptions(source.subscriptions).toBe('^--!');
    expectSubscriptions(work.subscriptions).toBe('^--!');
  });
});

test('what still waits when nobody wants it any more, or the work fails, is dropped', () => {
  const source = new Subject<string>();
  const dropped: string[] = [];
  const wins = () =>
    newestWins(
      (value: string) => (value === 'bad' ? work : NEVER),
      (value) => dropped.push(value),
      { key: ([key]) => key },
    );
  const work = new Subject<never>();
  const subscription = source.pipe(wins()).subscribe();
  for (const value of ['a1', 'b1', 'c1', 'b2']) source.next(value);
  assert.deepEqual(dropped, ['b1']);
  subscription.unsubscribe();
  assert.deepEqual(dropped, ['b1', 'b2', 'c1']);

  dropped.length = 0;
  source.pipe(wins()).subscribe({ error: () => {} });
  for (const value of ['bad', 'next']) source.next(value);
  work.error(new Error('torn'));
  assert.deepEqual(dropped, ['next']);
});

test('a consumer that leaves in the middle of a synchronous source starts no more work', () => {
  const projected: number[] = [];
  const out = of(1, 2, 3).pipe(
    newestWins(
      (value) => {
        projected.push(value);
        return of(value);
      },
      () => {},
    ),
    take(1),
  );
  assert.deepEqual(collect(out), [1]);
  assert.deepEqual(projected, [1]);
});

test('an error of the work ends the stream and releases the source', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const source = hot('ab---c|');
    const work = cold(' --#    ');
    expectObservable(
      source.pipe(
        newestWins(
          () => work,
          () => {},
        ),
      ),
    ).toBe('            --#');
    expectSubscriptions(source.subscriptions).toBe('^-!');
    expectSubscriptions(work.subscriptions).toBe('^-!');
  });
});

test('an error of the source, or thrown by project, arrives as an error', () => {
  marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
    const work = cold('-----x|');
    const out = hot('  a--#').pipe(
      newestWins(
        () => work,
        () => {},
      ),
    );
    expectObservable(out).toBe('---#');
    expectSubscriptions(work.subscriptions).toBe('^--!');
  });
  let caught: unknown;
  of(1)
    .pipe(
      newestWins(
        () => {
          throw new RangeError('no');
        },
        () => {},
      ),
    )
    .subscribe({ error: (error: unknown) => (caught = error) });
  assert.ok(caught instanceof RangeError);
});

test('promises work as well', async () => {
  const source = new Subject<number>();
  const got: number[] = [];
  const done = new Promise<void>((resolve) => {
    source
      .pipe(
        newestWins(
          (value) => Promise.resolve(value),
          () => {},
        ),
      )
      .subscribe({ next: (value) => got.push(value), complete: resolve });
  });
  for (const value of [1, 2, 3]) source.next(value);
  source.complete();
  await done;
  assert.deepEqual(got, [1, 3]);
});

test('the next work starts only after the one before has released what it held', () => {
  let held = 0;
  const gate = new Subject<void>();
  const work = () =>
    new Observable<number>((subscriber) => {
      held += 1;
      subscriber.next(held);
      const waiting = gate.subscribe(() => subscriber.complete());
      return () => {
        held -= 1;
        waiting.unsubscribe();
      };
    });
  const got: number[] = [];
  const subscription = from(['a', 'b'])
    .pipe(newestWins(work, () => {}))
    .subscribe((value) => got.push(value));
  gate.next();
  assert.deepEqual(got, [1, 1]);
  subscription.unsubscribe();
  assert.equal(held, 0);
});

test('a long chain of values that each call up the next does not overflow the stack', () => {
  const source = new Subject<number>();
  const last = 200_000;
  let got = 0;
  source
    .pipe(
      newestWins(
        (value) => of(value),
        () => assert.fail('dropped'),
      ),
    )
    .subscribe((value) => {
      got = value;
      if (value < last) source.next(value + 1);
    });
  source.next(1);
  assert.equal(got, last);
});

test('values that arrive from within the running work compete for the one place', () => {
  const source = new Subject<string>();
  const dropped: string[] = [];
  const got: string[] = [];
  source
    .pipe(
      newestWins(
        (value) => {
          if (value === 'a') for (const more of ['b', 'c', 'd']) source.next(more);
          return of(value);
        },
        (value) => dropped.push(value),
      ),
    )
    .subscribe((value) => got.push(value));
  source.next('a');
  assert.deepEqual(got, ['a', 'd']);
  assert.deepEqual(dropped, ['b', 'c']);
});

test('work that never ends holds one waiting value, however many arrive', () => {
  let dropped = 0;
  const source = new Subject<number>();
  const subscription = source
    .pipe(
      newestWins(
        () => NEVER,
        () => (dropped += 1),
      ),
    )
    .subscribe();
  for (let k = 0; k < 1000; k++) source.next(k);
  assert.equal(dropped, 998);
  subscription.unsubscribe();
  assert.equal(source.observed, false);
});

test('who shares turns waits for one, and starts with what is newest then', () => {
  marbles(({ hot, cold, expectObservable, flush }) => {
    const turns = new Turns(1);
    const dropped: string[] = [];
    const camera = (frames: string) =>
      hot(frames).pipe(
        newestWins(
          (frame) => cold(`---(${frame}|)`),
          (frame) => dropped.push(frame),
          { turns },
        ),
      );
    // Both want the second turn at once: who asked first has it.
    expectObservable(camera('a---b----|  ')).toBe('---a-----b---|'.slice(0, 9) + '(b|)');
    expectObservable(camera('-xyz-----|  ')).toBe('------z--|');
    flush();
    assert.deepEqual(dropped, ['x', 'y']);
  });
});

test('whoever stops waiting for a turn leaves it to the next, and a turn that ends early is free', () => {
  const turns = new Turns(1);
  const started: string[] = [];
  const camera = (name: string) =>
    of(name).pipe(
      newestWins(
        (value) => {
          started.push(value);
          return NEVER;
        },
        () => {},
        { turns },
      ),
    );
  const [a, b] = ['a', 'b'].map((name) => camera(name).subscribe());
  const c = camera('c').subscribe();
  assert.deepEqual(started, ['a']);
  b!.unsubscribe();
  a!.unsubscribe();
  assert.deepEqual(started, ['a', 'c']);
  c.unsubscribe();
  camera('d').subscribe();
  assert.deepEqual(started, ['a', 'c', 'd']);
});
