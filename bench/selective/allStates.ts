import { statesFolder, statesOf, type StateSource } from './computeStates.js';
import { measured, type Measured } from './measured.js';
import type { Stream } from './stream.js';

/** Streams by group, with their states. */
export type Groups = ReadonlyMap<string, readonly Measured[]>;

/** The states of all streams at a rate, by group; those that were kept cost nothing. */
export async function allStates(
  source: StateSource,
  streams: readonly Stream[],
  rateHz: number,
  say: (line: string) => void,
): Promise<Groups> {
  const groups = new Map<string, Measured[]>();
  for (const [index, stream] of streams.entries()) {
    say(
      `states at ${rateHz} Hz, ${index + 1} of ${streams.length}: ${stream.group}/${stream.name}`,
    );
    const states = await statesOf(source, stream, rateHz);
    const group = groups.get(stream.group) ?? [];
    groups.set(stream.group, group);
    group.push(measured(stream, states, statesFolder(source, stream, rateHz)));
  }
  return groups;
}

/** Frames a second that a stream has at least for its states at other rates to be compared. */
const FAST_HZ = 7;

/** The states of a group's streams by windows a second; of streams that have too few frames, none. */
export async function atRates(
  source: StateSource,
  group: readonly Measured[],
  ratesHz: readonly number[],
  say: (line: string) => void,
): Promise<ReadonlyMap<number, readonly Measured[]>> {
  const fast = group.filter(({ framesHz }) => framesHz >= FAST_HZ).map(({ stream }) => stream);
  const byRate = new Map<number, readonly Measured[]>();
  for (const rateHz of fast.length > 0 ? ratesHz : [])
    byRate.set(rateHz, (await allStates(source, fast, rateHz, say)).get(fast[0]!.group)!);
  return byRate;
}
