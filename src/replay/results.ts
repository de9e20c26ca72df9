import { basename, resolve } from 'node:path';
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
  /** Times that a camera's stamps jumped: back, or further ahead than a window may have gaps. */
  readonly clock_jumps: number;
  /** Where the bag is broken, what was odd about it and why frames were dropped, in words. */
  readonly problems: readonly string[];
  /** Seconds that the replay took, without loading the pack. */
  readonly wall_s: number;
  /** Seconds of the bag in a second of the replay. */
  readonly speed: number;
}

/** What a replay produced. */
export interface Results {
  readonly recording: Recording;
  readonly replayed: Replayed;
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
  const { recording, replayed, pack, problems, wallSeconds } = results;
  const { frames, drops, warnings, clockJumps } = totals(replayed.snapshot);
  const summary: ReplaySummary = {
    ...summarize(recording, {
      frames,
      drops,
      warnings,
      latencyMs: replayed.snapshot.latencyMs,
      pack,
    }),
    bag,
    clock_jumps: clockJumps,
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
