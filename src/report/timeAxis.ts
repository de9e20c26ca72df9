import { ticks } from 'd3-array';
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { utcTickInterval } from 'd3-time';
import { secondsSeen, type Stretch } from './timeSeen.js';

const DAY = 86_400;
/** Pixels between marks, about. */
const MARK_PX = 100;
const CUT_PX = 16;
/** A silence is cut out of the axis where it would take more than this share of what was seen. */
const LONGEST_SILENCE = 0.25;

/** A stretch of the axis on which time runs on; between two of them it was cut. */
interface Piece extends Stretch {
  /** Seconds of the axis at its start and end. */
  readonly seconds: readonly [number, number];
  /** Pixels at its start and end. */
  readonly x: readonly [number, number];
}

/** Piecewise linear, with the nearest value for what lies outside. */
type Scale = ScaleLinear<number, number>;

/**
 * Maps stamps to pixels. Time counts from the first stamp; long silences and jumps of the clock are
 * cut out, so that a single wrong stamp does not squeeze the rest into a line.
 */
export class TimeAxis {
  readonly #pieces: readonly Piece[];
  readonly #startNs: bigint;
  readonly #xOfStamp: Scale;
  readonly #secondsOfStamp: Scale;
  readonly #xOfSeconds: Scale;
  /** Of the axis, without what was cut out. */
  readonly seconds: number;

  constructor(
    /** When anything was seen: disjoint, in the order of time, at least one. */
    seen: readonly Stretch[],
    /** Pixels of start and end. */
    readonly left: number,
    readonly right: number,
  ) {
    const whole = joined(seen);
    this.seconds = secondsSeen(whole);
    this.#startNs = whole[0]!.startNs;
    const width = right - left;
    const cuts = whole.length - 1;
    const cutPx = cuts > 0 ? Math.min(CUT_PX, (0.4 * width) / cuts) : 0;
    const pxPerSecond = this.seconds > 0 ? (width - cuts * cutPx) / this.seconds : 0;
    let seconds = 0;
    this.#pieces = whole.map((stretch, i) => {
      const from = seconds;
      seconds += secondsSeen([stretch]);
      const x = (at: number) => left + at * pxPerSecond + i * cutPx;
      return { ...stretch, seconds: [from, seconds], x: [x(from), x(seconds)] };
    });
    const stamps = this.#pieces.flatMap(({ startNs, endNs }) => [
      this.#since(startNs),
      this.#since(endNs),
    ]);
    const elapsed = this.#pieces.flatMap((piece) => piece.seconds);
    const pixels = this.#pieces.flatMap((piece) => piece.x);
    this.#xOfStamp = scale(stamps, pixels);
    this.#secondsOfStamp = scale(stamps, elapsed);
    this.#xOfSeconds = scale(elapsed, pixels);
  }

  /** Pixels; stamps that were cut out lie within the cut, those outside at the nearer end. */
  x(stampNs: bigint): number {
    return this.#xOfStamp(this.#since(stampNs));
  }

  /** Seconds since the first stamp, without what was cut out. */
  secondsOf(stampNs: bigint): number {
    return this.#secondsOfStamp(this.#since(stampNs));
  }

  /** Whether anything of a stretch is on the axis. */
  shows({ startNs, endNs }: Stretch): boolean {
    return this.#pieces.some((piece) => endNs >= piece.startNs && startNs <= piece.endNs);
  }

  /** Marks at times that people read, about {@link MARK_PX} apart: a bounded number, whatever the stamps. */
  ticks(): { readonly x: number; readonly label: string }[] {
    const marks = timeTicks(this.seconds, (this.right - this.left) / MARK_PX);
    const step = (marks[1] ?? 1) - marks[0]!;
    const digits = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
    return marks.map((seconds) => ({
      x: this.#xOfSeconds(seconds),
      label: clock(seconds, digits),
    }));
  }

  /** Where time was cut out, and how much of it; where cuts are crowded, not each of them. */
  cuts(): { readonly x: number; readonly seconds: number }[] {
    const cuts: { x: number; seconds: number }[] = [];
    this.#pieces.forEach((piece, i) => {
      const before = this.#pieces[i - 1];
      if (!before) return;
      const x = (before.x[1] + piece.x[0]) / 2;
      if (x - (cuts.at(-1)?.x ?? -Infinity) < CUT_PX / 4) return;
      cuts.push({ x, seconds: Number(piece.startNs - before.endNs) / 1e9 });
    });
    return cuts;
  }

  /** Seconds since the first stamp, cut out or not: a double holds stamps of wall time to 0.2 µs only. */
  #since(stampNs: bigint): number {
    return Number(stampNs - this.#startNs) / 1e9;
  }
}

function scale(domain: readonly number[], range: readonly number[]): Scale {
  return scaleLinear(domain, range).clamp(true);
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

/**
 * About `count` times from 0 to `seconds`, in steps that clocks have; beyond half a day in days, which
 * of a calendar would not be equally long.
 */
function timeTicks(seconds: number, count: number): number[] {
  if (seconds / count > DAY / 2) return ticks(0, seconds / DAY, count).map((days) => days * DAY);
  const start = new Date(0);
  // The end is a time like any other.
  const end = new Date(seconds * 1000 + 1);
  const interval = utcTickInterval(start, end, count);
  return interval!.range(start, end).map((time) => time.getTime() / 1000);
}

/** `7.0 s`, `1:07.0`, `2:01:07.0`: below a minute with its unit. */
export function clock(seconds: number, digits = 1): string {
  const rounded = Number(seconds.toFixed(digits));
  if (rounded < 60) return `${rounded.toFixed(digits)} s`;
  const rest = (rounded % 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  const minutes = Math.floor(rounded / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
