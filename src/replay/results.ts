import { basename, resolve } from 'node:path';
import type { Bag } from '../bags/bag.js';
import { toTime, type Time } from '../messages/stamp.js';
import type { Recording } from '../report/recording.js';
import type { ReferenceEvents } from '../report/referenceEvents.js';
import { summarize, type Summary } from '../report/summary.js';
import { totals } from '../metrics/snapshot.js';
import { rounded } from '../metrics/statistics.js';
import { writeReport } from '../report/write.js';
import type { CommandLine } from './commandLine.js';
import type { Replayed } from './replay.js';

/** `summary.json` of a replay. */
export interface ReplaySummary extends Summary {
  readonly bag: string;
  /** By what two replays of the same bag are known. */
  readonly bag_contents: BagContents;
  /** Times that a camera's stamps jumped: back, or further ahead than a window may have gaps. */
  readonly clock_jumps: number;
  /** Of the windows: what was computed, and what the gate took from earlier ones. */
  readonly encodings: Reuse;
  readonly states: Reuse;
  /** Where the bag is broken, what was odd about it and why frames were dropped, in words. */
  readonly problems: readonly string[];
  /** Seconds that the replay took, without loading the pack. */
  readonly wall_s: number;
  /** Seconds of the bag in a second of the replay. */
  readonly speed: number;
}

export interface Reuse {
  readonly computed: number;
  readonly reused: number;
}

/** What a bag holds, as far as its index tells. */
export interface BagContents {
  /** Log times of the first and last message; null where there are none. */
  readonly start: Time | null;
  readonly end: Time | null;
  /** By topic. */
  readonly messages: Readonly<Record<string, number>>;
}

/** What a replay produced. */
export interface Results {
  readonly recording: Recording;
  readonly replayed: Replayed;
  readonly contents: BagContents;
  /** `name/version`. */
  readonly pack: string;
  /** Of the bag, as far as it was replayed. */
  readonly seconds: number;
  readonly wallSeconds: number;
  readonly reference: ReferenceEvents | undefined;
  readonly problems: readonly string[];
}

/**
 * Writes `summary.json` and `report.html`.
 *
 * @throws OUTPUT_UNWRITABLE
 */
export async function writeResults(
  { bag, out }: Pick<CommandLine, 'bag' | 'out'>,
  results: Results,
): Promise<ReplaySummary> {
  const { recording, replayed, contents, pack, problems, wallSeconds } = results;
  const { frames, windows, drops, warnings, clockJumps, encodingsReused, statesReused } = totals(
    replayed.snapshot,
  );
  const reuse = (reused: number): Reuse => ({ computed: windows - reused, reused });
  const summary: ReplaySummary = {
    ...summarize(recording, {
      frames,
      drops,
      warnings,
      latencyMs: replayed.snapshot.latencyMs,
      pack,
    }),
    bag,
    bag_contents: contents,
    clock_jumps: clockJumps,
    encodings: reuse(encodingsReused),
    states: reuse(statesReused),
    problems,
    wall_s: rounded(wallSeconds, 3),
    speed: rounded(results.seconds / wallSeconds, 2),
  };
  await writeReport(out, {
    title: basename(resolve(bag)),
    recording,
    summary,
    figures: {
      'replayed in': `${wallSeconds.toFixed(1)} s`,
      speed: `${summary.speed.toFixed(1)} ×`,
    },
    problems,
    reference: results.reference,
  });
  return summary;
}

export function contentsOf({ startNs, endNs, topics }: Bag): BagContents {
  const messages: Record<string, number> = {};
  for (const topic of topics) messages[topic.name] = (messages[topic.name] ?? 0) + topic.messages;
  return {
    start: startNs === undefined ? null : toTime(startNs),
    end: endNs === undefined ? null : toTime(endNs),
    messages,
  };
}
