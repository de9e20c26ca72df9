/** Stamps that a rate is measured over, and the silence after which a camera has stopped. */
const SPAN_SECONDS = 5;
/** A slow camera may be silent for that many of its intervals, up to a minute. */
const INTERVALS_OF_SILENCE = 3;
const LONGEST_SILENCE_SECONDS = 60;
/** Stamps that go back by less are out of order; by more, the clock was set. */
const OUT_OF_ORDER_SECONDS = 1;
/** Stamps that jump by more than this, and by more than the wall clock, say nothing about a camera's rate. */
const JUMP_SECONDS = 10;
const JUMP_RATIO = 3;

/**
 * How often a camera's images come by their own stamps, which is the same at any play rate.
 *
 * Measured anew over every five seconds of stamps, or from one image to the next where they are
 * further apart; from the beginning after a silence and after a jump of the stamps.
 */
export class ArrivalRate {
  /** Hz; undefined until it has been measured. */
  hz: number | undefined;
  #newestMs: number | undefined;
  /** Wall time between the two newest images. */
  #intervalMs = 0;
  #newestNs = 0n;
  #startNs = 0n;
  #intervals = 0;

  /** @param receivedMs monotonic clock */
  add(stampNs: bigint, receivedMs: number): void {
    const silent = this.#newestMs === undefined || !this.expects(receivedMs);
    this.#intervalMs = receivedMs - (this.#newestMs ?? receivedMs);
    this.#newestMs = receivedMs;
    const seconds = Number(stampNs - this.#newestNs) / 1e9;
    const jumped =
      seconds < -OUT_OF_ORDER_SECONDS ||
      (seconds > JUMP_SECONDS && seconds * 1000 > JUMP_RATIO * this.#intervalMs);
    if (silent || jumped) {
      this.hz = undefined;
      this.#begin(stampNs);
      return;
    }
    if (seconds <= 0) return;
    this.#newestNs = stampNs;
    this.#intervals += 1;
    const span = Number(stampNs - this.#startNs) / 1e9;
    if (span < SPAN_SECONDS) return;
    this.hz = this.#intervals / span;
    this.#begin(stampNs);
  }

  /** Whether another image is still to be expected, the camera being as slow as it has been. */
  expects(nowMs: number): boolean {
    if (this.#newestMs === undefined) return false;
    const patienceMs = Math.max(
      SPAN_SECONDS * 1000,
      Math.min(LONGEST_SILENCE_SECONDS * 1000, INTERVALS_OF_SILENCE * this.#intervalMs),
    );
    return nowMs - this.#newestMs <= patienceMs;
  }

  #begin(stampNs: bigint): void {
    this.#newestNs = stampNs;
    this.#startNs = stampNs;
    this.#intervals = 0;
  }
}
