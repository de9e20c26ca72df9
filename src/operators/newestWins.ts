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
  /** Values wait for each key apart, and the keys take turns. Default: one key. */
  readonly key?: (value: T) => unknown;
  /** Values of a key that wait, the newest, oldest first. Default 1. */
  readonly places?: number;
  /** Shared with others: a value starts when it has a turn. By default at once. */
  readonly turns?: Turns;
}

/**
 * Runs `project` for one value at a time. While it runs, and until it has its turn, only the newest value
 * waits, or the newest `places` of each `key`; each value that a newer one pushes out, or that still waits
 * when the stream fails or nobody wants it any more, goes to `dropped`. No queue grows.
 *
 * An error of an inner observable ends the stream: skip failures inside `project`.
 */
export function newestWins<T, R>(
  project: (value: T) => ObservableInput<R>,
  dropped: (value: T) => void,
  { key = () => undefined, places = 1, turns = new Turns() }: NewestWinsOptions<T> = {},
): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const waiting = new Map<unknown, T[]>();
      let inner: Subscription | undefined;
      let cancel: (() => void) | undefined;
      let running = false;
      let asking = false;
      let starting = false;
      let sourceDone = false;

      const run = (): void => {
        asking = false;
        running = true;
        const [[own, [value, ...later]]] = waiting as unknown as [[unknown, [T, ...T[]]]];
        waiting.delete(own);
        if (later.length > 0) waiting.set(own, later);
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
          const values = [...(waiting.get(own) ?? []), value];
          waiting.set(own, values);
          if (values.length > places) dropped(values.shift()!);
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
        const left = [...waiting.values()].flat();
        waiting.clear();
        left.forEach(dropped);
      };
    });
}
