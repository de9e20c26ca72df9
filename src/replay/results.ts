import { basename, resolve } from 'node:path';
import type { KnownEvents } from '../report/knownEvents.js';
import type { Recording } from '../report/recording.js';
import { summarize, type Measured, type Summary } from '../report/summary.js';
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

/** What came of a replay. */
export interface Results {
  readonly recording: Recording;
  readonly replayed: Replayed;
  readonly stageMs: Measured['stageMs'];
  /** `name/version`. */
  readonly pack: string;
  /** Of the bag, as far as it was replayed. */
  readonly seconds: number;
  readonly wallSeconds: number;
  readonly known: KnownEvents | undefined;
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
  const { recording, replayed, pack, stageMs, problems, wallSeconds } = results;
  const { telemetry } = replayed;
  const summary: ReplaySummary = {
    ...summarize(recording, {
      frames: telemetry.reduce((total, { frames }) => total + frames, 0),
      drops: added(telemetry.map((camera) => camera.drops)),
      warnings: added(telemetry.map((camera) => camera.warnings)),
      stageMs,
      pack,
    }),
    bag,
    clock_jumps: telemetry.reduce((total, { clockJumps }) => total + clockJumps, 0),
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
    known: results.known,
  });
  return summary;
}

/** Counts of several cameras together, by reason. */
function added(counts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [reason, count] of counts.flatMap((camera) => [...camera]))
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  return Object.fromEntries([...sums].sort());
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
