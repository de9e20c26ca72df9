import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { Frame } from '../frame.js';

/**
 * Thins frames to `rate` Hz by their stamps, whatever the speed of arrival. Stamps must grow.
 *
 * Frames are due on a grid of stamps, so that 4 Hz out of 30 Hz is 4 Hz on average and not the
 * next slower divisor; each due time takes the frame nearest to it, so that a camera of about
 * `rate` Hz loses no frame to its jitter. The rate is read at every frame and may change. Frames
 * between go to `skipped`.
 */
export function sampleByStamp(
  rate: () => number,
  skipped: (frame: Frame) => void = () => {},
): MonoTypeOperatorFunction<Frame> {
  return (frames) =>
    defer(() => {
      let dueNs: bigint | undefined;
      let lastNs: bigint | undefined;
      return frames.pipe(
        filter((frame) => {
          const { stampNs } = frame;
          const periodNs = BigInt(Math.round(1e9 / rate()));
          const intervalNs = stampNs - (lastNs ?? stampNs);
          lastNs = stampNs;
          dueNs ??= stampNs;
          // A rate that was raised must not wait for a due time of the old, slower grid.
          if (dueNs > stampNs + periodNs) dueNs = stampNs + periodNs;
          // The next frame, an interval from now, would lie further from the due time.
          const earlyNs = (intervalNs < periodNs ? intervalNs : periodNs) / 2n;
          if (stampNs + earlyNs < dueNs) {
            skipped(frame);
            return false;
          }
          dueNs += periodNs;
          // After a gap the grid starts anew instead of catching up.
          if (dueNs <= stampNs) dueNs = stampNs + periodNs;
          return true;
        }),
      );
    });
}
