import {
  Observable,
  defer,
  type ObservableInput,
  type OperatorFunction,
  type Subscription,
} from 'rxjs';

/**
 * Runs `project` for one value at a time. While it runs, only the newest value waits, or the newest
 * of each `key`, in the order in which the keys began to wait; each value that a newer one replaces, or
 * that still waits when the stream fails or nobody wants it any more, goes to `dropped`. There is no
 * queue to grow stale.
 *
 * An error of an inner observable ends the stream: skip failures inside `project`.
 */
export function newestWins<T, R>(
  project: (value: T) => ObservableInput<R>,
  dropped: (value: T) => void,
  key: (value: T) => unknown = () => undefined,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      const waiting = new Map<unknown, T>();
      let inner: Subscription | undefined;
      let running = false;
      let starting = false;
      let sourceDone = false;

      const run = (value: T): void => {
        running = true;
        inner = defer(() => project(value)).subscribe({
          next: (result) => subscriber.next(result),
          error: (error: unknown) => subscriber.error(error),
        });
        // Once all of it is released; at once where `project` completed synchronously.
        inner.add(() => {
          running = false;
          start();
        });
      };

      // A loop, so that values which complete synchronously and call up the next do not nest.
      const start = (): void => {
        if (starting) return;
        starting = true;
        while (!running && !subscriber.closed) {
          const [first] = waiting;
          if (first === undefined) break;
          waiting.delete(first[0]);
          run(first[1]);
        }
        starting = false;
        if (sourceDone && !running) subscriber.complete();
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
        inner?.unsubscribe();
        const left = [...waiting.values()];
        waiting.clear();
        left.forEach(dropped);
      };
    });
}
