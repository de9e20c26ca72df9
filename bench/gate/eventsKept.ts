import { delaysOf } from '../selective/eventTiming.js';
import { matchTimes } from '../selective/boundaryScore.js';
import type { Measured } from '../selective/measured.js';
import type { Detected } from '../selective/nodeDetector.js';
import type { KnownEvent } from '../selective/stream.js';

/** Events of one run as the other run has them. */
export interface EventsKept {
  /** That the run without the gate told. */
  readonly told: number;
  readonly lost: number;
  readonly later: number;
  readonly earlier: number;
  /** That only the run with the gate told. */
  readonly gained: number;
}

/** Stamps are rounded. */
const SAME_SECONDS = 0.01;
/** A change that comes later than this is another one. */
const WITHIN_SECONDS = 1;

/** The known events, by the texts that tell them. */
export function knownEventsKept(
  events: readonly KnownEvent[],
  full: readonly number[],
  gated: readonly number[],
): EventsKept {
  const [before, now] = [delaysOf(events, full.slice(1)), delaysOf(events, gated.slice(1))];
  return counted(before.map((delay, i) => [delay, now[i]]));
}

/** What the detector finds, whether or not it is known to have happened. */
export function changesKept(full: readonly number[], gated: readonly number[]): EventsKept {
  const pairs = matchTimes(full, gated, WITHIN_SECONDS);
  const partner = new Map(pairs.map(({ known, predicted }) => [known, predicted]));
  const alone = gated.filter((_, i) => !pairs.some(({ predicted }) => predicted === i));
  return counted([
    ...full.map((time, i) => [time, gated[partner.get(i) ?? -1]] as const),
    ...alone.map((time) => [undefined, time] as const),
  ]);
}

function counted(
  pairs: readonly (readonly [number | undefined, number | undefined])[],
): EventsKept {
  const count = (is: (before?: number, now?: number) => boolean) =>
    pairs.filter(([before, now]) => is(before, now)).length;
  const both = (is: (after: number) => boolean) =>
    count((before, now) => before !== undefined && now !== undefined && is(now - before));
  return {
    told: count((before) => before !== undefined),
    lost: count((before, now) => before !== undefined && now === undefined),
    later: both((after) => after > SAME_SECONDS),
    earlier: both((after) => after < -SAME_SECONDS),
    gained: count((before, now) => before === undefined && now !== undefined),
  };
}

/** Stamps of the windows with which texts are said, and with which changes are confirmed. */
export function timesOf({ states }: Measured, detected: Detected) {
  const times = (windows: readonly { readonly said: number }[]) =>
    windows.map(({ said }) => states.stamps[said]!);
  return { texts: times(detected.texts), changes: times(detected.segments) };
}
