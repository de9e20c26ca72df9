import { percentile } from '../../src/metrics/statistics.js';
import type { KnownEvent } from './stream.js';

/** A text that comes later after an event's beginning is not about it. */
const LATEST_SECONDS = 4;
/** A text may be said as early: stamps of frames are rounded. */
const EARLIEST_SECONDS = -0.25;

export interface EventTiming {
  readonly events: number;
  readonly texts: number;
  /** Seconds from the beginning of each event that was told to its text. */
  readonly delays: readonly number[];
}

/**
 * Seconds from each event's beginning to its text, undefined where it has none: the events in turn take
 * the first text that was said after their beginning.
 *
 * @param said times in seconds, ascending; without the stream's first text
 */
export function delaysOf(
  events: readonly KnownEvent[],
  said: readonly number[],
): (number | undefined)[] {
  let next = 0;
  return events.map(({ startS, endS }) => {
    while (next < said.length && said[next]! < startS + EARLIEST_SECONDS) next += 1;
    const at = said[next];
    if (at === undefined || at > Math.max(endS, startS) + LATEST_SECONDS) return undefined;
    next += 1;
    return at - startS;
  });
}

/** Which event each text is about, as {@link delaysOf} has it. */
export function eventTiming(events: readonly KnownEvent[], said: readonly number[]): EventTiming {
  const delays = delaysOf(events, said).filter((delay) => delay !== undefined);
  return { events: events.length, texts: said.length, delays };
}

export interface TimingSummary {
  readonly events: number;
  readonly texts: number;
  /** Events that were told, of all. */
  readonly recall: number;
  readonly texts_per_event: number;
  /** Of the events that were told; null where there are none. */
  readonly median_delay_s: number | null;
  readonly p95_delay_s: number | null;
}

export function timingSummary(timings: readonly EventTiming[]): TimingSummary {
  const delays = timings.flatMap((timing) => timing.delays);
  const total = (key: 'events' | 'texts') => timings.reduce((sum, timing) => sum + timing[key], 0);
  const [events, texts] = [total('events'), total('texts')];
  const at = (share: number) => (delays.length > 0 ? percentile(delays, share) : null);
  return {
    events,
    texts,
    recall: events > 0 ? delays.length / events : 0,
    texts_per_event: events > 0 ? texts / events : 0,
    median_delay_s: at(0.5),
    p95_delay_s: at(0.95),
  };
}
