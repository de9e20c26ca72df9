import { Observable, Subject, type OperatorFunction } from 'rxjs';
import type { Frame } from '../frame.js';

const JUMP_BACK_NS = 1_000_000_000n;

/**
 * Cuts a camera's frames into runs whose stamps only grow; whatever remembers earlier frames
 * (window, segment) lives within one run.
 *
 * A frame not newer than its predecessor is dropped. One that lies more than a second behind it,
 * or further ahead than `longestGapSeconds`, starts a new run: a looping bag, a corrected clock,
 * a camera that was away.
 */
export function splitAtClockJumps(
  longestGapSeconds: () => number,
  dropped: (frame: Frame) => void,
): OperatorFunction<Frame, Observable<Frame>> {
  return (frames) =>
    new Observable((subscriber) => {
      let run: Subject<Frame> | undefined;
      let lastNs = 0n;
      const subscription = frames.subscribe({
        next: (frame) => {
          const sinceNs = frame.stampNs - lastNs;
          if (run && sinceNs <= 0n && sinceNs >= -JUMP_BACK_NS) return dropped(frame);
          lastNs = frame.stampNs;
          if (!run || sinceNs < 0n || Number(sinceNs) > longestGapSeconds() * 1e9) {
            run?.complete();
            run = new Subject<Frame>();
            subscriber.next(run);
          }
          run.next(frame);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          run?.complete();
          subscriber.complete();
        },
      });
      return subscription;
    });
}
