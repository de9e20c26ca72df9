import { LogQuantile } from '../../selective/logQuantile.js';
import type { GateSettings } from '../engine.js';
import type { PictureComparison, PictureDifference } from './pictureDifference.js';

/** A frame as the gate looks at it. */
export interface Looked {
  /** As the X-Encoder reads them: `[3, height, width]`. */
  readonly pixels: Float32Array;
  readonly stampNs: bigint;
  /** How many frames' values take turns. */
  readonly turns: number;
}

/** A frame that was looked at. */
export interface Seen<T> {
  readonly stampNs: bigint;
  readonly cells: Float32Array;
  /** Of an earlier picture that is the same but for noise; undefined where this one has to be encoded. */
  readonly reused: T | undefined;
}

interface Encoded<T> {
  readonly stampNs: bigint;
  readonly cells: Float32Array;
  readonly value: T;
}

/** What differs in a patch by more than so many times the camera's noise is a change. */
const RATIO = 6;
/** Noise is never taken for less, of 255: rounding alone makes so much; nor for more. */
const LEAST_NOISE = 0.5;
const LARGEST_NOISE = 3;
/** What the whole picture may become brighter or darker by. */
const LARGEST_COMMON = 8;
/** The camera's noise: the quarter of all comparisons that differ least. */
const QUIET_SHARE = 0.25;
/** A frame behind a silence, or a jump of the stamps, counts as much. */
const LONGEST_STEP_SECONDS = 1;

/**
 * Tells which of one camera's frames need not be encoded, as they show what encoded ones show.
 *
 * A quiet camera's last window is played again: its frames' values take turns, each for as long as the
 * picture that it was computed from, not the one before, is like the newest. So noise in the states stays
 * what it was, and slow changes do not add up unseen. The camera's noise is learned from the
 * comparisons, as the median over patches, which what moves in less than half of the picture leaves alone.
 * Memory is one window's values and small pictures.
 */
export class FrameGate<T> {
  /** Oldest first; all of the same view. */
  #encoded: Encoded<T>[] = [];
  #beforeNs: bigint | undefined;
  readonly #free: Float32Array[] = [];
  readonly #noise = new LogQuantile({
    share: QUIET_SHARE,
    pacePerSecond: 0.04,
    firstPace: 0.3,
    smallest: LEAST_NOISE,
    largest: LARGEST_NOISE,
  });

  /**
   * Looks at a frame. One that is not reused goes to {@link encoded} once it is.
   *
   * @param comparison the same for all frames of a gate
   */
  look(
    { pixels, stampNs, turns }: Looked,
    { sensitivity, longestSeconds }: GateSettings,
    comparison: PictureComparison,
  ): Seen<T> {
    const cells = this.#free.pop() ?? new Float32Array(comparison.length);
    comparison.cells(pixels, cells);
    this.#forget(this.#encoded.splice(0, this.#encoded.length - turns));
    const full = this.#encoded.length === turns;
    const candidate = full ? this.#encoded[0] : this.#encoded.at(-1);
    if (candidate === undefined) return { stampNs, cells, reused: undefined };
    const difference = comparison.difference(cells, candidate.cells);
    this.#learn(difference, stampNs);
    if (!this.#same(difference, sensitivity)) {
      this.#forget(this.#encoded.splice(0));
      return { stampNs, cells, reused: undefined };
    }
    const age = Number(stampNs - candidate.stampNs) / 1e9;
    if (!full || age < 0 || age > longestSeconds) return { stampNs, cells, reused: undefined };
    this.#encoded.push(this.#encoded.shift()!);
    this.#free.push(cells);
    return { stampNs, cells, reused: candidate.value };
  }

  /** Takes up what a frame that was not reused gave. */
  encoded({ stampNs, cells }: Seen<T>, value: T): void {
    this.#encoded.push({ stampNs, cells, value });
  }

  #same({ largest, common }: PictureDifference, sensitivity: number): boolean {
    const noise = this.#noise.value ?? LEAST_NOISE;
    return largest * sensitivity <= RATIO * noise && common * sensitivity <= LARGEST_COMMON;
  }

  #learn({ median }: PictureDifference, stampNs: bigint): void {
    const seconds = Number(stampNs - (this.#beforeNs ?? stampNs)) / 1e9;
    this.#beforeNs = stampNs;
    // A frame that a camera gives twice tells nothing about its noise.
    if (median > 0) this.#noise.add(median, Math.min(Math.max(0, seconds), LONGEST_STEP_SECONDS));
  }

  #forget(gone: readonly Encoded<T>[]): void {
    for (const { cells } of gone) this.#free.push(cells);
  }
}
