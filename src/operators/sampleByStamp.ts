import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { FrameOfRun } from './clockRuns.js';

/**
 * Thins frames to `rate` Hz by their stamps, whatever the speed of arrival. Stamps must grow within a
 * run.
 *
 * Frames are due on a grid of stamps, so that 4 Hz out of 30 Hz is 4 Hz on average and not the
 * next slower divisor; each due time takes the frame nearest to it, so that a camera of about
 * `rate` Hz loses no frame to its jitter. The rate is read at every frame and may change. A new run's
 * first frame passes at once; where runs follow one another, only as often as `rate` allows by the
 * times of receipt, so that a driver whose stamps jump all the time gives no more windows than another.
 * Frames in between go to `skipped`.
 */
export function sampleByStamp(
  rate: () => number,
  skipped: (frame: FrameOfRun) => void = () => {},
): MonoTypeOperatorFunction<FrameOfRun> {
  return (frames) =>
    defer(() => {
      let dueNs: bigint | undefined;
      let last: FrameOfRun | undefined;
      const starts = new RunStarts();
      return frames.pipe(
        filter((frame) => {
          const { stampNs, run } = frame;
          const periodNs = BigInt(Math.round(1e9 / rate()));
          const sameRun = last?.run === run;
          const intervalNs = sameRun ? stampNs - last!.stampNs : 0n;
          last = frame;
          if (dueNs === undefined || !sameRun) dueNs = stampNs + starts.waitNs(frame, periodNs);
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

/** Runs that may begin at once, one right after the other. */
const RUNS_AT_ONCE = 4;

/** Limits the first frames of runs to a rate, by their times of receipt. */
class RunStarts {
  #allowed = RUNS_AT_ONCE;
  #lastReceiptNs: bigint | undefined;

  /** How long a run's first frame has to wait; nothing where times of receipt do not advance. */
  waitNs({ receiptNs }: FrameOfRun, periodNs: bigint): bigint {
    const sinceNs = receiptNs - (this.#lastReceiptNs ?? receiptNs);
    this.#lastReceiptNs = receiptNs;
    if (sinceNs <= 0n) return 0n;
    this.#allowed = Math.min(RUNS_AT_ONCE, this.#allowed + Number(sinceNs) / Number(periodNs));
    if (this.#allowed < 1) return periodNs;
    this.#allowed -= 1;
    return 0n;
  }
}
