import {
  Observable,
  defer,
  type ObservableInput,
  type OperatorFunction,
  type Subscription,
} from 'rxjs';
import { Turns } from './turns.js';

/** How values wait. */
export interface NewestWinsOptions<T> {
  /** The newest value of each key waits; by default the newest of all. */
  readonly key?: (value: T) => unknown;
  /** Shared with others: a value starts when it has a turn. By default at once. */
  readonly turns?: Turns;
}

/**
 * Runs `project` for one value at a time. While it runs, and until it has its turn, only the newest value
 * waits, or the newest of each key, in the order in which the keys began to wait; each value that a newer
 * one replaces, or that still waits when the stream fails or nobody wants it any more, goes to `dropped`.
 * There is no queue to grow stale.
 *
 * An error of an inner observable ends the stream: skip failures inside `project`.
 */
export function newestWins<T, R>(
  project: (value: T) => ObservableInput<R>,
  dropped: (value: T) => void,
  { key = () => undefined, turns = new Turns() }: NewestWinsOptions<T> = {},
): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const waiting = new Map<unknown, T>();
      let inner: Subscription | undefined;
      let cancel: (() => void) | undefined;
      let running = false;
      let asking = false;
      let starting = false;
      let sourceDone = false;

      const run = (): void => {
        asking = false;
        running = true;
        const [[own, value]] = waiting as unknown as [[unknown, T]];
        waiting.delete(own);
        inner = defer(() => project(value)).subscribe({
          next: (result) => subscriber.next(result),
          error: (error: unknown) => subscriber.error(error),
        });
        // Once all of it is released; at once where `project` completed synchronously.
        inner.add(() => {
          running = false;
          turns.done();
          start();
        });
      };

      // A loop, so that values which complete synchronously and call up the next do not nest.
      const start = (): void => {
        if (starting) return;
        starting = true;
        while (!running && !asking && waiting.size > 0 && !subscriber.closed) {
          asking = true;
          cancel = turns.ask(run);
        }
        starting = false;
        if (sourceDone && !running && waiting.size === 0) subscriber.complete();
      };

      const outer = source.subscribe({
        next: (value) => {
          const own = key(value);
          if (waiting.has(own)) dropped(waiting.get(own) as T);
          waiting.set(own, value);
          start();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          sourceDone = true;
          start();
        },
      });
      return () => {
        outer.unsubscribe();
        cancel?.();
        inner?.unsubscribe();
        const left = [...waiting.values()];
        waiting.clear();
        left.forEach(dropped);
      };
    });
}
