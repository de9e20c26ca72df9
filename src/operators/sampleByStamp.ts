import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { Frame } from '../frame.js';

/** A frame may come this share of a period early and still count as due: cameras jitter. */
const EARLY = 0.1;

/**
 * Thins frames to `rate` Hz by their stamps, whatever the order or speed of arrival.
 *
 * Frames are due on a grid of stamps, so that 4 Hz out of 30 Hz is 4 Hz on average and not the
 * next slower divisor. The rate is read at every frame, so it can change while running.
 */
export function sampleByStamp(rate: () => number): MonoTypeOperatorFunction<Frame> {
  return (frames) => {
    let dueNs: bigint | undefined;
    let lastNs: bigint | undefined;
    return frames.pipe(
      filter(({ stampNs }) => {
        const periodNs = BigInt(Math.round(1e9 / rate()));
        const earlyNs = BigInt(Math.round(Number(periodNs) * EARLY));
        const jumpedBack = lastNs !== undefined && stampNs < lastNs;
        lastNs = stampNs;
        if (dueNs === undefined || jumpedBack) dueNs = stampNs;
        // A rate that was raised must not wait for a due time of the old, slower grid.
        if (dueNs > stampNs + periodNs) dueNs = stampNs + periodNs;
        if (stampNs + earlyNs < dueNs) return false;
        dueNs += periodNs;
        // After a gap the grid starts anew instead of catching up.
        if (dueNs <= stampNs) dueNs = stampNs + periodNs;
        return true;
      }),
    );
  };
}
