import type { SelectiveDecoding } from './changeDetector.js';
import { QuietScores } from './quietScores.js';

/** A judged state as the calibration reads it. */
export interface ScoredState {
  readonly stampNs: bigint;
  readonly windowStartNs: bigint;
  readonly run: number;
  readonly moving: boolean;
  readonly change: number;
}

/** Frames are held against those of half a second before: so long a motion goes on in the measure. */
const MOTION_LAG_NS = 500_000_000n;
/** Quiet says how much noise there is, not how little a change may be. */
const LEAST_SHARE = 0.5;
/** No score is larger: twice the largest squared distance of two unit vectors is not reached. */
const LARGEST_SCORE = 4;

/**
 * The threshold that a wish for so many false alarms an hour comes to, from the windows in which nothing
 * moved; the fixed one until a minute of them has been seen. Never below half of the fixed threshold.
 */
export class CalibratedThreshold {
  readonly #scores = new QuietScores();
  #run: number | undefined;
  #beforeNs = 0n;
  #movedNs: bigint | undefined;

  threshold({ threshold, falseAlarmsPerHour }: SelectiveDecoding): number {
    if (falseAlarmsPerHour === 0) return threshold;
    const quiet = this.#scores.threshold(falseAlarmsPerHour) ?? threshold;
    return Math.min(LARGEST_SCORE, Math.max(LEAST_SHARE * threshold, quiet));
  }

  /** Takes up a state's score if nothing has moved while its window was filled. */
  learn({ stampNs, windowStartNs, run, moving, change }: ScoredState): void {
    const sameRun = run === this.#run;
    // Behind a jump of the stamps windows are padded, and compared with what was before.
    if (!sameRun) this.#movedNs = stampNs;
    this.#run = run;
    if (moving) this.#movedNs = stampNs;
    const still = this.#movedNs === undefined || this.#movedNs + MOTION_LAG_NS < windowStartNs;
    if (sameRun && still) this.#scores.add(change, Number(stampNs - this.#beforeNs) / 1e9);
    this.#beforeNs = stampNs;
  }
}
