import type { StatePoint, Track } from './recording.js';

/** A stretch of time without a jump of the clock or a long silence. */
export interface Stretch {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Silences up to this are part of what was seen, however fast the camera is otherwise. */
const SHORTEST_SILENCE_NS = 10_000_000_000;
/** Longer than any camera waits: a clock that jumps all the time has long steps, too. */
const LONGEST_SILENCE_NS = 86_400_000_000_000;

/** Parts of a track without a jump of the clock or a long silence, in the order of their coming. */
export function runs<T extends Pick<StatePoint, 'stampNs'>>(
  states: readonly T[],
  shortestSilenceNs = SHORTEST_SILENCE_NS,
): T[][] {
  const steps = states
    .slice(1)
    .map(({ stampNs }, i) => Number(stampNs - states[i]!.stampNs))
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  const longest = Math.max(shortestSilenceNs, Math.min(4 * usual, LONGEST_SILENCE_NS));
  const parts: T[][] = [];
  states.forEach((state, i) => {
    const sinceNs = i === 0 ? 0 : Number(state.stampNs - states[i - 1]!.stampNs);
    if (i === 0 || sinceNs < 0 || sinceNs > longest) parts.push([]);
    parts.at(-1)!.push(state);
  });
  return parts;
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
