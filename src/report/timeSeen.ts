import type { StatePoint, Track } from './recording.js';

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

/** When any track has world states: disjoint, in the order of time. */
export function timeSeen(tracks: readonly Pick<Track, 'states'>[]): Stretch[] {
  const stretches = tracks
    .flatMap(({ states }) => runs(states))
    .map((run) => ({ startNs: run[0]!.stampNs, endNs: run.at(-1)!.stampNs }))
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
