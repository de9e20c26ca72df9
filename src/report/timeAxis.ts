import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { secondsSeen, type Stretch } from './timeSeen.js';

/** A silence is cut out of the axis where it would take more than this share of what was seen. */
const LONGEST_SILENCE = 0.25;

/** A stretch of the axis on which time runs on; between two of them it was cut. */
export interface Piece extends Stretch {
  /** Seconds of the axis at its start and end. */
  readonly from: number;
  readonly to: number;
}

/**
 * Maps stamps to seconds of an axis. Time counts from the first stamp; long silences and jumps of the
 * clock are cut out, so that a single wrong stamp does not squeeze the rest into a line.
 */
export class TimeAxis {
  readonly pieces: readonly Piece[];
  /** Of the axis, without what was cut out. */
  readonly seconds: number;
  readonly #startNs: bigint;
  /** Piecewise linear, with the nearest value for what lies outside. */
  readonly #secondsOf: ScaleLinear<number, number>;

  /** @param seen when anything was seen: disjoint, in the order of time, at least one */
  constructor(seen: readonly Stretch[]) {
    const whole = joined(seen);
    this.seconds = secondsSeen(whole);
    this.#startNs = whole[0]!.startNs;
    let seconds = 0;
    this.pieces = whole.map((stretch) => {
      const from = seconds;
      seconds += secondsSeen([stretch]);
      return { ...stretch, from, to: seconds };
    });
    const stamps = this.pieces.flatMap(({ startNs, endNs }) => [
      this.#since(startNs),
      this.#since(endNs),
    ]);
    const elapsed = this.pieces.flatMap(({ from, to }) => [from, to]);
    this.#secondsOf = scaleLinear(stamps, elapsed).clamp(true);
  }

  /**
   * Seconds of the axis; stamps that were cut out lie at the cut, those outside at the nearer end.
   */
  secondsOf(stampNs: bigint): number {
    return this.#secondsOf(this.#since(stampNs));
  }

  /** Whether anything of a stretch is on the axis. */
  shows({ startNs, endNs }: Stretch): boolean {
    return this.pieces.some((piece) => endNs >= piece.startNs && startNs <= piece.endNs);
  }

  /** Seconds since the first stamp, cut out or not: a double holds stamps of wall time to 0.2 µs only. */
  #since(stampNs: bigint): number {
    return Number(stampNs - this.#startNs) / 1e9;
  }
}

/** Stretches with the silences that may be drawn. */
function joined(seen: readonly Stretch[]): Stretch[] {
  const longest = LONGEST_SILENCE * secondsSeen(seen);
  const pieces: Stretch[] = [];
  for (const { startNs, endNs } of seen) {
    const last = pieces.at(-1);
    if (last && Number(startNs - last.endNs) / 1e9 <= longest)
      pieces[pieces.length - 1] = { startNs: last.startNs, endNs };
    else pieces.push({ startNs, endNs });
  }
  return pieces;
}
