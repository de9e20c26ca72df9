import { percentile } from '../metrics/statistics.js';
import type { StatePoint, Track } from './recording.js';

/** World states that are further apart than this many of their run's usual intervals: a silence. */
const INTERVALS_OF_SILENCE = 3;

/** A stretch of time in which the stamps do not jump. */
export interface Stretch {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * The runs of a track's states, in the order of their coming: within one the stamps only grow. The
 * messages say where the stamps have jumped and where the node was activated again; a message that
 * says so may be lost, and then stamps that do not grow tell as much.
 */
export function runs<T extends Pick<StatePoint, 'stampNs' | 'first' | 'run'>>(
  states: readonly T[],
): T[][] {
  const found: T[][] = [];
  for (const state of states) {
    const before = found.at(-1)?.at(-1);
    const goesOn =
      before && !state.first && state.run === before.run && state.stampNs > before.stampNs;
    if (goesOn) found.at(-1)!.push(state);
    else found.push([state]);
  }
  return found;
}

/**
 * When a run's world states kept coming, in the order of time: from the first to the last, without the
 * silences between them. A usual interval is the median.
 */
export function stretchesOf(run: readonly Pick<StatePoint, 'stampNs'>[]): Stretch[] {
  const stamps = run.map(({ stampNs }) => stampNs);
  const intervals = stamps.slice(1).map((stampNs, i) => Number(stampNs - stamps[i]!));
  const longest = INTERVALS_OF_SILENCE * percentile(intervals, 0.5);
  const starts = [0, ...intervals.flatMap((ns, i) => (ns > longest ? [i + 1] : []))];
  return starts.map((start, i) => ({
    startNs: stamps[start]!,
    endNs: stamps[(starts[i + 1] ?? stamps.length) - 1]!,
  }));
}

/** When any track's world states kept coming: disjoint, in the order of time. */
export function timeSeen(tracks: readonly Pick<Track, 'states'>[]): Stretch[] {
  const stretches = tracks
    .flatMap(({ states }) => runs(states).flatMap(stretchesOf))
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
