/** The share of quiet scores that counts as the tail. */
const TAIL_SHARE = 0.1;
/** By how much the logarithm of the tail's beginning may change in a second, once it is known. */
const PACE_PER_SECOND = 0.02;
/** Scores count this much at first: the k-th by FIRST_PACE / k. */
const FIRST_PACE = 0.5;
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
  #beginLog: number | undefined;
  #excess = 0;
  #tail = 0;
  #count = 0;
  #seconds = 0;

  /** @param seconds since the window before */
  add(score: number, seconds: number): void {
    const seen = Math.log(Math.max(SMALLEST_SCORE, score));
    this.#count += 1;
    this.#seconds += seconds;
    const begin = this.#beginLog ?? seen;
    if (seen > begin) {
      this.#tail += 1;
      const excess = score - Math.exp(begin);
      this.#excess += (excess - this.#excess) / Math.min(this.#tail, TAIL_MEMORY);
    }
    const step = Math.max(PACE_PER_SECOND * seconds, FIRST_PACE / this.#count);
    this.#beginLog = begin + step * (seen > begin ? 1 - TAIL_SHARE : -TAIL_SHARE);
  }

  /**
   * The score that is exceeded so often by itself; undefined while too little quiet was seen.
   *
   * @param perHour above 0
   */
  threshold(perHour: number): number | undefined {
    if (this.#beginLog === undefined || this.#seconds < LEAST_SECONDS) return undefined;
    const tailPerHour = (TAIL_SHARE * 3600 * this.#count) / this.#seconds;
    const scale = Math.max(0, Math.log(tailPerHour / perHour));
    return Math.exp(this.#beginLog) + this.#excess * scale;
  }
}
