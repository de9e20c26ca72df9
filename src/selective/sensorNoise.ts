import { LogQuantile } from './logQuantile.js';

/** Noise is known once it was seen for so long. */
const KNOWN_AFTER_SECONDS = 10;
/** Differences of neighbouring frames that are noise alone correlate with those before by -0.5 … */
const NOISE_CORRELATION = -0.5;
/** … about: of a picture that goes to and fro by -1, of one that moves by more than 0. */
const CORRELATION_TOLERANCE = 0.25;
/** Below this share of its noise nothing of a camera is alive. */
const DEAD_SHARE = 0.1;
/** No longer than this a camera without known habits repeats a frame. */
const LEAST_SECONDS = 3;
/** A camera that repeats its frames has to do it for so many times longer than ever before. */
const LONGER = 4;
const SMALLEST = 1e-4;

/**
 * Learns a camera's own noise, and tells a picture that is frozen by its absence.
 *
 * The noise of two differences of three frames in a row has the middle frame's in common, with
 * opposite signs; motion and light that changes go on in one direction. So noise is known by the
 * correlation, and not by being small: a rendered camera that stands still, or moves slowly, has none,
 * and then nothing is ever called frozen.
 */
export class SensorNoise {
  readonly #level = new LogQuantile({
    share: 0.5,
    pacePerSecond: 0.04,
    firstPace: 0.3,
    smallest: SMALLEST,
  });
  #seconds = 0;
  #before: { readonly stampNs: bigint; readonly luma: Float32Array } | undefined;
  #difference: Float32Array | undefined;
  /** Since when frames are repeated. */
  #sinceNs: bigint | undefined;
  #longestSeconds = 0;

  /** Whether a frozen picture can be told from one in which nothing moves. */
  get known(): boolean {
    return this.#seconds >= KNOWN_AFTER_SECONDS;
  }

  /** Stamps jump: nothing is compared with what was before. */
  restart(): void {
    this.#before = undefined;
    this.#difference = undefined;
    this.#sinceNs = undefined;
  }

  /**
   * @param luma of the newest frame, as lumaGrid gives it
   * @returns whether the picture has been frozen for a while
   */
  update(stampNs: bigint, luma: Float32Array): boolean {
    const before = this.#before;
    this.#before = { stampNs, luma };
    if (before === undefined) return false;
    const seconds = Number(stampNs - before.stampNs) / 1e9;
    const difference = centred(luma.map((value, i) => value - before.luma[i]!));
    const size = Math.sqrt(product(difference, difference) / difference.length);
    const level = this.#level.value ?? 0;
    if (size <= Math.max(SMALLEST, DEAD_SHARE * level))
      return this.#repeated(before.stampNs, stampNs);
    this.#ended(before.stampNs);
    if (this.#difference !== undefined && isNoise(difference, this.#difference)) {
      this.#seconds += seconds;
      this.#level.add(size, seconds);
    }
    this.#difference = difference;
    return false;
  }

  #repeated(sinceNs: bigint, nowNs: bigint): boolean {
    this.#sinceNs ??= sinceNs;
    // What follows is held against the frame before the repeated ones.
    this.#difference = undefined;
    return this.known && this.#lasts(nowNs);
  }

  #lasts(nowNs: bigint): boolean {
    if (this.#sinceNs === undefined) return false;
    const seconds = Number(nowNs - this.#sinceNs) / 1e9;
    return seconds >= Math.max(LEAST_SECONDS, LONGER * this.#longestSeconds);
  }

  #ended(nowNs: bigint): void {
    if (this.#sinceNs !== undefined && !(this.known && this.#lasts(nowNs)))
      this.#longestSeconds = Math.max(this.#longestSeconds, Number(nowNs - this.#sinceNs) / 1e9);
    this.#sinceNs = undefined;
  }
}

/** Without what all have in common: light that flickers is no noise. */
function centred(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function isNoise(difference: Float32Array, before: Float32Array): boolean {
  return Math.abs(correlation(difference, before) - NOISE_CORRELATION) < CORRELATION_TOLERANCE;
}

function correlation(a: Float32Array, b: Float32Array): number {
  const sizes = Math.sqrt(product(a, a) * product(b, b));
  return sizes > 0 ? product(a, b) / sizes : 0;
}

function product(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
