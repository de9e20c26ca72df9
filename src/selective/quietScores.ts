import { LogQuantile } from './logQuantile.js';

/** The share of quiet scores that counts as the tail. */
const TAIL_SHARE = 0.1;
/** Newest scores of the tail that its mean is of, about. */
const TAIL_MEMORY = 200;
/** Seconds of quiet from which on something is said about an hour. */
const LEAST_SECONDS = 60;
const SMALLEST_SCORE = 1e-5;

/**
 * How high change scores go by themselves: of the windows of one camera and query while nothing moves.
 *
 * Where the tail begins is a quantile, followed in small steps; beyond it scores are taken to fall off
 * exponentially, as maxima of noise do, with the mean excess for its scale. So what is exceeded once in
 * an hour can be said after minutes, in constant memory. Neighbouring windows overlap, so that fewer
 * alarms come than are said.
 */
export class QuietScores {
  readonly #begin = new LogQuantile({
    share: 1 - TAIL_SHARE,
    pacePerSecond: 0.02,
    firstPace: 0.5,
    smallest: SMALLEST_SCORE,
  });
  #excess = 0;
  #tail = 0;
  #count = 0;
  #seconds = 0;

  /** @param seconds since the window before */
  add(score: number, seconds: number): void {
    this.#count += 1;
    this.#seconds += seconds;
    const begin = this.#begin.value;
    if (begin !== undefined && Math.max(SMALLEST_SCORE, score) > begin) {
      this.#tail += 1;
      this.#excess += (score - begin - this.#excess) / Math.min(this.#tail, TAIL_MEMORY);
    }
    this.#begin.add(score, seconds);
  }

  /**
   * The score that is exceeded so often by itself; undefined while too little quiet was seen.
   *
   * @param perHour above 0
   */
  threshold(perHour: number): number | undefined {
    const begin = this.#begin.value;
    if (begin === undefined || this.#seconds < LEAST_SECONDS) return undefined;
    const tailPerHour = (TAIL_SHARE * 3600 * this.#count) / this.#seconds;
    const scale = Math.max(0, Math.log(tailPerHour / perHour));
    return begin + this.#excess * scale;
  }
}
