import {
  Observable,
  from,
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
      let running = false;
      let sourceDone = false;
      let waiting: { value: T } | undefined;
      let inner: Subscription | undefined;

      const run = (value: T): void => {
        running = true;
        let finished = false;
        inner = from(project(value)).subscribe({
          next: (result) => subscriber.next(result),
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            finished = true;
          },
        });
        // Also runs at once where `project` completed synchronously.
        inner.add(() => {
          running = false;
          if (!finished || subscriber.closed) return;
          const next = waiting;
          waiting = undefined;
          if (next) run(next.value);
          else if (sourceDone) subscriber.complete();
        });
      };

      const outer = source.subscribe({
        next: (value) => {
          if (!running) return run(value);
          if (waiting) dropped(waiting.value);
          waiting = { value };
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          sourceDone = true;
          if (!running) subscriber.complete();
        },
      });
      return () => {
        outer.unsubscribe();
        inner?.unsubscribe();
        waiting = undefined;
      };
    });
}
