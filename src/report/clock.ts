import { ticks } from 'd3-array';
import { utcTickInterval } from 'd3-time';

const DAY = 86_400;

/** A mark on an axis of time. */
export interface TimeMark {
  readonly seconds: number;
  readonly label: string;
}

/** About `count` marks between two times, in steps that clocks have, each with what a clock shows. */
export function timeMarks(from: number, to: number, count: number): TimeMark[] {
  const marks = markedSeconds(from, to, count);
  const step = (marks[1] ?? Infinity) - (marks[0] ?? 0);
  const digits = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
  return marks.map((seconds) => ({ seconds, label: clock(seconds, digits) }));
}

/** Beyond half a day the steps are days, which of a calendar would not be equally long. */
function markedSeconds(from: number, to: number, count: number): number[] {
  if ((to - from) / count > DAY / 2)
    return ticks(from / DAY, to / DAY, count).map((days) => days * DAY);
  const start = new Date(from * 1000);
  // The end is a time like any other.
  const end = new Date(to * 1000 + 1);
  const interval = utcTickInterval(start, end, count);
  // Below a millisecond there is no interval.
  if (interval === null) return ticks(from, to, count);
  return interval.range(interval.ceil(start), end).map((time) => time.getTime() / 1000);
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
