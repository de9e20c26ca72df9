import type { SelectiveDecoding } from './changeDetector.js';
import { QuietScores } from './quietScores.js';
import { Stillness, type MovingWindow } from './stillness.js';

/** A judged state as the calibration reads it. */
export interface ScoredState extends MovingWindow {
  readonly change: number;
}

/**
 * Of the pack's own or the fixed threshold. Quiet says how much noise there is, not how little a change may be.
 */
export const LEAST_SHARE = 0.5;
/** No score is larger: twice the largest squared distance of two unit vectors is not reached. */
const LARGEST_SCORE = 4;

/**
 * The threshold that a wish for so many false alarms an hour comes to, from the windows in which nothing
 * moved; the fixed one until a minute of them has been seen. Never below half of the fixed threshold.
 */
export class CalibratedThreshold {
  readonly #scores = new QuietScores();
  readonly #stillness = new Stillness();
  #beforeNs = 0n;

  threshold({ threshold, falseAlarmsPerHour }: SelectiveDecoding): number {
    if (falseAlarmsPerHour === 0) return threshold;
    const quiet = this.#scores.threshold(falseAlarmsPerHour) ?? threshold;
    return Math.min(LARGEST_SCORE, Math.max(LEAST_SHARE * threshold, quiet));
  }

  /** Takes up a state's score if nothing has moved while its window was filled. */
  learn(state: ScoredState): void {
    const { stampNs, change } = state;
    if (this.#stillness.update(state)) {
      this.#scores.add(change, Number(stampNs - this.#beforeNs) / 1e9);
    }
    this.#beforeNs = stampNs;
  }
}
