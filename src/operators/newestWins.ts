import {
  Observable,
  defer,
  type ObservableInput,
  type OperatorFunction,
  type Subscription,
} from 'rxjs';

/**
 * Runs `project` for one value at a time. While it runs, only the newest value waits; each value
 * that a newer one replaces goes to `dropped`. There is no queue to grow stale.
 *
 * An error of an inner observable ends the stream: catch what is to be survived inside `project`.
 */
export function newestWins<T, R>(
  project: (value: T) => ObservableInput<R>,
  dropped: (value: T) => void,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      let waiting: { readonly value: T } | undefined;
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
        while (waiting && !running && !subscriber.closed) {
          const { value } = waiting;
          waiting = undefined;
          run(value);
        }
        starting = false;
        if (sourceDone && !running) subscriber.complete();
      };

      const outer = source.subscribe({
        next: (value) => {
          if (waiting) dropped(waiting.value);
          waiting = { value };
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
        waiting = undefined;
      };
    });
}
