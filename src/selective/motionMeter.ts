import { LogQuantile } from './logQuantile.js';
import { squaredDistance, unit } from './unitVector.js';

/** How much the picture moves. */
export interface Motion {
  /**
   * Squared distance of the newest frame's X-Encoder features from those of half a second before, both
   * of unit norm.
   */
  readonly amount: number;
  /** What the amount exceeds while something moves: more than this camera's own noise. */
  readonly threshold: number;
  readonly moving: boolean;
}

/** A frame as the meter reads it. */
export interface FrameFeatures {
  readonly stampNs: bigint;
  /** Within a run stamps grow; nothing is compared across runs. */
  readonly run: number;
  /** Of any norm; of one length for one meter. */
  readonly features: Float32Array;
  /** They are an earlier frame's: this one was not encoded. Default false. */
  readonly reused?: boolean;
}

interface Kept {
  readonly stampNs: bigint;
  readonly direction: Float32Array;
}

const LAG_NS = 500_000_000n;
/** What is usual while nothing moves: the quarter of all amounts that is smallest. */
const QUIET_SHARE = 0.25;
/** Motion is more than this many times what is usual. */
const RATIO = 2;
/** Motion is more than this in any case: a rendered camera repeats its pictures but for JPEG's noise. */
const LEAST_THRESHOLD = 0.008;
/** A frame that exceeds the threshold by less moves only if the one before exceeded it, too. */
const CLEARLY = 1.15;
/** A camera that always moves must not pass for a noisy one. */
const LARGEST_QUIET = 0.06;
/** Frames that are repeated count as this. */
const SMALLEST_AMOUNT = 1e-4;

/**
 * Tells motion from a camera's noise by the X-Encoder's features of single frames, which answer at once
 * where a window's embedding takes a second. Noise is learned as a quantile of the amounts, followed in
 * small steps, so that memory and time are constant.
 */
export class MotionMeter {
  #kept: Kept[] = [];
  #run: number | undefined;
  #wasAbove = false;
  readonly #quiet = new LogQuantile({
    share: QUIET_SHARE,
    pacePerSecond: 0.04,
    firstPace: 0.3,
    smallest: SMALLEST_AMOUNT,
    largest: LARGEST_QUIET,
  });

  update({ stampNs, run, features, reused = false }: FrameFeatures): Motion {
    if (run !== this.#run) this.#kept = [];
    this.#run = run;
    const before = this.#kept.at(-1);
    const direction = unit(features);
    // The oldest that is at most the lag old, and at a slower rate the one before.
    const reference = this.#kept.find((kept) => kept.stampNs >= stampNs - LAG_NS) ?? before;
    this.#kept = [
      ...this.#kept.filter((kept) => kept.stampNs > stampNs - LAG_NS),
      { stampNs, direction },
    ];
    if (reference === undefined || before === undefined) return this.#motion(0);
    const amount = squaredDistance(direction, reference.direction);
    const motion = this.#motion(amount);
    // An earlier frame's features tell nothing about the noise of this one.
    if (!reused) this.#quiet.add(amount, Number(stampNs - before.stampNs) / 1e9);
    return motion;
  }

  #motion(amount: number): Motion {
    const quiet = this.#quiet.value ?? LARGEST_QUIET / RATIO;
    const threshold = Math.max(LEAST_THRESHOLD, RATIO * quiet);
    const above = amount > threshold;
    const moving = amount > CLEARLY * threshold || (above && this.#wasAbove);
    this.#wasAbove = above;
    return { amount, threshold, moving };
  }
}
