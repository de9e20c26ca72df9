import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { Frame } from '../frame.js';

/** Callbacks about frames whose header has the stamp 0. */
export interface ZeroStampEvents {
  /** A zero stamp among others: the frame is dropped. */
  readonly dropped: (frame: Frame) => void;
  /** The camera gives no stamps: this frame and those that follow carry their time of receipt. */
  readonly unstamped: (frame: Frame) => void;
}

/**
 * Decides what a stamp of 0 means, which ROS uses for "not set" and a simulation for its start:
 *
 * - a camera that sets stamps, and now and then does not (its clock is not running yet, a message was
 *   made without one): those frames are dropped. A substitute time could come from another clock.
 * - a camera that never sets stamps: every frame gets its time of receipt. So does one that has set no
 *   stamp for `longestGapSeconds`.
 * - a simulation that starts at 0: the stamp is valid.
 *
 * A camera's first frame without a stamp waits for the second frame: alone it cannot be told from the
 * start of a simulation. It is dropped where the frames are unsubscribed from before that.
 */
export function zeroStamps(
  longestGapSeconds: () => number,
  events: ZeroStampEvents,
): MonoTypeOperatorFunction<Frame> {
  return (frames) =>
    new Observable((subscriber) => {
      let camera: 'unknown' | 'stamps' | 'never stamps' = 'unknown';
      let held: Frame | undefined;
      /** Receipt of the first of the zero stamps that came without another between them. */
      let zeroSinceNs: bigint | undefined;
      const longestGapNs = () => longestGapSeconds() * 1e9;

      const received = (frame: Frame): void => {
        subscriber.next({ ...frame, stampNs: frame.receiptNs });
      };
      const neverStamps = (frame: Frame): void => {
        camera = 'never stamps';
        events.unstamped(held ?? frame);
        if (held) received(held);
        held = undefined;
        received(frame);
      };
      const zero = (frame: Frame): void => {
        zeroSinceNs ??= frame.receiptNs;
        if (camera === 'never stamps') received(frame);
        else if (held || Number(frame.receiptNs - zeroSinceNs) > longestGapNs()) neverStamps(frame);
        else if (camera === 'unknown') held = frame;
        else events.dropped(frame);
      };
      const stamped = (frame: Frame): void => {
        camera = 'stamps';
        zeroSinceNs = undefined;
        if (held) {
          const isStart = frame.stampNs > 0n && Number(frame.stampNs) <= longestGapNs();
          if (isStart) subscriber.next(held);
          else events.dropped(held);
          held = undefined;
        }
        subscriber.next(frame);
      };

      const outer = frames.subscribe({
        next: (frame) => (frame.stampNs === 0n ? zero(frame) : stamped(frame)),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          if (held) {
            events.unstamped(held);
            received(held);
          }
          held = undefined;
          subscriber.complete();
        },
      });
      return () => {
        outer.unsubscribe();
        if (held) events.dropped(held);
      };
    });
}
