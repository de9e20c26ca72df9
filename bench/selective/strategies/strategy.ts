import type { Signal } from '../signal.js';

/** A segment as a strategy sees it; windows are counted from the stream's first. */
export interface Segment {
  /** Its first window: where the world has changed. */
  readonly onset: number;
  /** The window with which its text can be said. */
  readonly said: number;
}

/**
 * When to decode. `setting` is what makes it say more or less: a threshold, or seconds.
 *
 * @returns segments in the order of time, the first from window 0
 */
export type Strategy = (signal: Signal, setting: number) => Segment[];

/** Seconds for which a strategy without an own rule looks at what is new before it is put in words. */
export const SETTLE_SECONDS = 0.5;

/** The first window that lies `seconds` behind window `index`, or the last of all. */
export function windowAfter(stamps: Float64Array, index: number, seconds: number): number {
  const due = stamps[index]! + seconds - 1e-6;
  let at = index;
  while (at < stamps.length - 1 && stamps[at]! < due) at += 1;
  return at;
}

/** Told of each window; answers whether the world has changed with it, or the onset if it was before. */
export interface Trigger {
  /** @returns the first window of what is new; undefined while nothing is */
  next(index: number): number | undefined;
  /** A text was decoded of the windows from `onset` to `said`. */
  decoded(onset: number, said: number): void;
}

/** Runs a trigger over a signal: after a change, what is new is looked at for a while, then said. */
export function segmentsOf(signal: Signal, trigger: Trigger): Segment[] {
  const { stamps, rows } = signal;
  if (rows.length === 0) return [];
  trigger.decoded(0, 0);
  const segments: Segment[] = [{ onset: 0, said: 0 }];
  for (let index = 1; index < rows.length; index++) {
    const onset = trigger.next(index);
    if (onset === undefined) continue;
    const said = windowAfter(stamps, index, SETTLE_SECONDS);
    segments.push({ onset, said });
    for (let settling = index + 1; settling <= said; settling++) trigger.next(settling);
    trigger.decoded(onset, said);
    index = said;
  }
  return segments;
}
