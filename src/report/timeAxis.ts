import { secondsSeen, type Stretch } from './timeSeen.js';

/** Steps between marks that people read easily, in seconds; beyond them, days. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
const DAY = 86_400;
/** Pixels between marks, at least. */
const MARK_PX = 70;
const CUT_PX = 16;
/** A silence is cut out of the axis where it would take more than this share of what was seen. */
const LONGEST_SILENCE = 0.25;

/** A stretch of the axis on which time runs on; between two of them it was cut. */
interface Piece extends Stretch {
  /** Seconds and pixels at its start. */
  readonly seconds: number;
  readonly x: number;
}

/**
 * Maps stamps to pixels. Time counts from the first stamp; long silences and jumps of the clock are
 * cut out, so that a single wrong stamp does not squeeze the rest into a line.
 */
export class TimeAxis {
  readonly #pieces: readonly Piece[];
  readonly #pxPerSecond: number;
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
    const width = right - left;
    const cuts = whole.length - 1;
    const cutPx = cuts > 0 ? Math.min(CUT_PX, (0.4 * width) / cuts) : 0;
    this.#pxPerSecond = this.seconds > 0 ? (width - cuts * cutPx) / this.seconds : 0;
    let seconds = 0;
    this.#pieces = whole.map((stretch, i) => {
      const piece = { ...stretch, seconds, x: left + seconds * this.#pxPerSecond + i * cutPx };
      seconds += secondsSeen([stretch]);
      return piece;
    });
  }

  /** Pixels; stamps that were cut out or lie outside are drawn at the nearer end. */
  x(stampNs: bigint): number {
    const piece = this.#pieceOf(stampNs);
    return piece.x + offset(piece, stampNs) * this.#pxPerSecond;
  }

  /** Seconds since the first stamp, without what was cut out. */
  secondsOf(stampNs: bigint): number {
    const piece = this.#pieceOf(stampNs);
    return piece.seconds + offset(piece, stampNs);
  }

  /** Whether anything of a stretch is on the axis. */
  shows({ startNs, endNs }: Stretch): boolean {
    return this.#pieces.some((piece) => endNs >= piece.startNs && startNs <= piece.endNs);
  }

  /** Marks no closer than {@link MARK_PX}: a bounded number, whatever the stamps. */
  ticks(): { readonly x: number; readonly label: string }[] {
    const wanted = this.#pxPerSecond > 0 ? MARK_PX / this.#pxPerSecond : 1;
    const step = STEPS.find((candidate) => candidate >= wanted) ?? dayStep(wanted);
    const ticks: { x: number; label: string }[] = [];
    for (let i = 0; i * step <= this.seconds + 1e-9; i++) {
      const seconds = i * step;
      const piece = this.#pieces.findLast((one) => one.seconds <= seconds + 1e-9)!;
      const x = Math.min(this.right, piece.x + (seconds - piece.seconds) * this.#pxPerSecond);
      ticks.push({ x, label: clock(seconds, step < 1 ? 1 : 0) });
    }
    return ticks;
  }

  /** Where time was cut out, and how much of it; where cuts are crowded, not each of them. */
  cuts(): { readonly x: number; readonly seconds: number }[] {
    const cuts: { x: number; seconds: number }[] = [];
    this.#pieces.forEach((piece, i) => {
      const before = this.#pieces[i - 1];
      if (!before) return;
      const x = (this.x(before.endNs) + piece.x) / 2;
      if (x - (cuts.at(-1)?.x ?? -Infinity) < CUT_PX / 4) return;
      cuts.push({ x, seconds: Number(piece.startNs - before.endNs) / 1e9 });
    });
    return cuts;
  }

  #pieceOf(stampNs: bigint): Piece {
    const pieces = this.#pieces;
    // The first piece that does not end before the stamp.
    let index = 0;
    for (let end = pieces.length - 1; index < end;) {
      const middle = (index + end) >> 1;
      if (pieces[middle]!.endNs < stampNs) index = middle + 1;
      else end = middle;
    }
    const next = pieces[index]!;
    const before = pieces[index - 1];
    if (!before || stampNs >= next.startNs) return next;
    return stampNs - before.endNs < next.startNs - stampNs ? before : next;
  }
}

/** Seconds from the start of a piece, within it. */
function offset({ startNs, endNs }: Piece, stampNs: bigint): number {
  const within = stampNs < startNs ? startNs : stampNs > endNs ? endNs : stampNs;
  return Number(within - startNs) / 1e9;
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

/** 1, 2, 5, 10, 20, … days. */
function dayStep(seconds: number): number {
  const decade = 10 ** Math.max(0, Math.floor(Math.log10(seconds / DAY)));
  return [1, 2, 5, 10].map((factor) => factor * decade * DAY).find((step) => step >= seconds)!;
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
