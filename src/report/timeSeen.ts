import { percentile } from '../metrics/statistics.js';
import type { Track } from './recording.js';
import type { StateColumns } from './stateColumns.js';

/** World states that are further apart than this many of their run's usual intervals: a silence. */
const INTERVALS_OF_SILENCE = 3;

/** A stretch of time in which the stamps do not jump. */
export interface Stretch {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** States that follow each other: from an index up to another one, which is not among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The runs of a track's states, in the order of their coming: within one the stamps only grow. The
 * messages say where the stamps have jumped and where the node was activated again; a message that
 * says so may be lost, and then stamps that do not grow tell as much.
 */
export function runs(states: StateColumns): Range[] {
  const { stampsNs, run } = states;
  const goesOn = (index: number) =>
    !states.isFirst(index) &&
    run[index] === run[index - 1] &&
    stampsNs[index]! > stampsNs[index - 1]!;
  const found: Range[] = [];
  let from = 0;
  for (let index = 1; index <= states.length; index += 1) {
    if (index < states.length && goesOn(index)) continue;
    found.push({ from, to: index });
    from = index;
  }
  return states.length > 0 ? found : [];
}

/**
 * When a run's world states kept coming, in the order of time: from the first to the last, without the
 * silences between them. A usual interval is the median.
 *
 * @param stampsNs of one run
 */
export function stretchesOf(stampsNs: BigInt64Array): Stretch[] {
  const intervals = new Float64Array(stampsNs.length - 1);
  for (let i = 0; i < intervals.length; i += 1)
    intervals[i] = Number(stampsNs[i + 1]! - stampsNs[i]!);
  const longest = INTERVALS_OF_SILENCE * percentile(intervals, 0.5);
  const stretches: Stretch[] = [];
  let startNs = stampsNs[0]!;
  for (let i = 0; i <= intervals.length; i += 1) {
    if (i < intervals.length && !(intervals[i]! > longest)) continue;
    stretches.push({ startNs, endNs: stampsNs[i]! });
    startNs = stampsNs[i + 1] ?? startNs;
  }
  return stretches;
}

/** When any track's world states kept coming: disjoint, in the order of time. */
export function timeSeen(tracks: readonly Pick<Track, 'states'>[]): Stretch[] {
  const stretches = tracks
    .flatMap(({ states }) =>
      runs(states).flatMap(({ from, to }) => stretchesOf(states.stampsNs.subarray(from, to))),
    )
    .sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0));
  const seen: { startNs: bigint; endNs: bigint }[] = [];
  for (const { startNs, endNs } of stretches) {
    const last = seen.at(-1);
    if (!last || startNs > last.endNs) seen.push({ startNs, endNs });
    else if (endNs > last.endNs) last.endNs = endNs;
  }
  return seen;
}

export function secondsSeen(seen: readonly Stretch[]): number {
  return seen.reduce((total, { startNs, endNs }) => total + Number(endNs - startNs), 0) / 1e9;
}
