import { basename, join, resolve } from 'node:path';
import type { Engine } from '../engine.js';
import { VljepaError } from '../errors.js';
import { encodeLabels } from '../operators/classify.js';
import { givenValue, type GivenValue } from '../parameters/givenValue.js';
import { readParameterFile, type ParameterOverrides } from '../parameters/overrides.js';
import {
  liveSettings,
  unknownParameters,
  windowFrames,
  type NodeSettings,
} from '../parameters/settings.js';
import type { KnownEvents } from '../report/knownEvents.js';
import { summarize, type Summary } from '../report/summary.js';
import { knownEventsOf, writeReport } from '../report/write.js';
import type { Bag } from './bag.js';
import { chooseCameras, type Chosen } from './chooseCameras.js';
import type { CommandLine } from './commandLine.js';
import type { Console } from './console.js';
import { openBag } from './openBag.js';
import { openOutputFolder } from './outputFolder.js';
import { Outputs } from './outputs.js';
import { replay } from './replay.js';
import { WatchedEngine } from './watchedEngine.js';

/** `summary.json` of a replay. */
export interface ReplaySummary extends Summary {
  readonly bag: string;
  /** Times that a camera's stamps jumped: back, or further ahead than a window may have gaps. */
  readonly clock_jumps: number;
  /** Where the bag is broken and what was odd about it, in words. */
  readonly problems: readonly string[];
  /** Seconds that the replay took, without loading the pack. */
  readonly wall_s: number;
  /** Seconds of the bag in a second of the replay. */
  readonly speed: number;
}

/** What a replay needs beside its command line. */
export interface Surroundings {
  readonly console: Console;
  /** Loads the pack that the settings name. */
  readonly load: (settings: NodeSettings) => Promise<Engine>;
  /** Ends the replay early; what it has until then is written. */
  readonly signal?: AbortSignal;
}

/**
 * Replays a bag and writes `summary.json`, `states.mcap` and `report.html`.
 *
 * @throws BAG_*, PARAMETER_*, CAMERA_*, PACK_*, REQUEST_*, WORKER_*, OUTPUT_UNWRITABLE; BAG_NO_WINDOW once all
 * is written
 */
export async function run(command: CommandLine, around: Surroundings): Promise<ReplaySummary> {
  const folder = await openOutputFolder(command.out);
  let bag: Bag | undefined;
  let engine: WatchedEngine | undefined;
  let known: Known;
  let chosen: Chosen;
  try {
    bag = await openBag(command.bag);
    known = await readKnown(command.bag);
    chosen = choose(bag, command, around.console);
    engine = new WatchedEngine(await around.load(chosen.settings));
  } catch (error) {
    await bag?.close();
    await folder.discard();
    throw error;
  }
  try {
    return await replayWith(engine, bag, chosen, known, command, around);
  } finally {
    await engine.dispose();
    await bag.close();
  }
}

function choose(bag: Bag, command: CommandLine, console: Console): Chosen {
  const parameters: ParameterOverrides = command.params
    ? readParameterFile(command.params, command.node, (message) => console.line(`note: ${message}`))
    : new Map<string, GivenValue>();
  for (const name of unknownParameters(parameters.keys()))
    console.line(`note: ${command.params} sets ${name}, which is no parameter of this node`);
  if (command.pack !== undefined) parameters.set('pack', givenValue(command.pack));
  const chosen = chooseCameras(bag, command.bag, parameters, command.node, command.topics);
  for (const { name, topic } of chosen.cameras) console.line(`camera ${name}: ${topic}`);
  return chosen;
}

/** What is known to happen in the bag, and why that cannot be read. */
interface Known {
  readonly events: KnownEvents | undefined;
  readonly problems: readonly string[];
}

async function readKnown(bag: string): Promise<Known> {
  try {
    return { events: await knownEventsOf(bag), problems: [] };
  } catch (error) {
    return { events: undefined, problems: [(error as Error).message] };
  }
}

async function replayWith(
  engine: WatchedEngine,
  bag: Bag,
  { settings, cameras, absent }: Chosen,
  known: Known,
  command: CommandLine,
  { console, signal }: Surroundings,
): Promise<ReplaySummary> {
  const { pack } = engine;
  const live = liveSettings(settings, pack, await encodeLabels(engine, settings.labels));
  const startNs = bag.startNs ?? 0n;
  const seconds = (stampNs: bigint) => Number(stampNs - startNs) / 1e9;
  const outputs = await Outputs.create(command.out, command.node, pack.id, (text, at) =>
    console.line(
      `${at.toFixed(1).padStart(7)} s  ${text.camera}  change ${text.change.toFixed(2)}  ${text.text}`,
    ),
  );

  const beganMs = performance.now();
  const wallSeconds = () => (performance.now() - beganMs) / 1000;
  let reachedNs = startNs;
  const replayed = await replay({
    bag,
    cameras: cameras.map((camera, i) => ({
      ...camera,
      windowFrames: windowFrames(settings.cameras[i]!, pack),
    })),
    engine,
    live: () => live,
    seen: (seen) => outputs.add(seen),
    progress: (logTimeNs) => {
      reachedNs = logTimeNs;
      console.progress(() => {
        const share = seconds(logTimeNs) / Math.max(1e-9, seconds(bag.endNs ?? logTimeNs));
        const speed = seconds(logTimeNs) / wallSeconds();
        return `${Math.floor(100 * share)} %  ${outputs.windows} windows  ${outputs.texts} texts  ${speed.toFixed(1)} × real time`;
      });
    },
    signal,
  }).finally(() => {
    console.clearProgress();
    return outputs.close();
  });

  const wall_s = wallSeconds();
  const { telemetry } = replayed;
  const whole = seconds(bag.endNs ?? startNs);
  const duration = signal?.aborted ? seconds(reachedNs) : whole;
  const interrupted = signal?.aborted
    ? [`interrupted after ${duration.toFixed(1)} s of ${whole.toFixed(1)} s`]
    : [];
  const drops = added(telemetry.map((camera) => camera.drops));
  const warnings = added(telemetry.map((camera) => camera.warnings));
  const summary: ReplaySummary = {
    ...summarize(outputs.recording, {
      frames: telemetry.reduce((total, { frames }) => total + frames, 0),
      drops: Object.fromEntries(drops),
      warnings: Object.fromEntries(warnings),
      stageMs: engine.stageMs,
      pack: pack.id,
    }),
    bag: command.bag,
    clock_jumps: telemetry.reduce((total, { clockJumps }) => total + clockJumps, 0),
    problems: [...interrupted, ...bag.problems, ...absent, ...known.problems, ...replayed.problems],
    wall_s: rounded(wall_s, 3),
    speed: rounded(duration / wall_s, 2),
  };
  await writeReport(command.out, {
    title: basename(resolve(command.bag)),
    recording: outputs.recording,
    summary,
    figures: {
      'replayed in': `${wall_s.toFixed(1)} s`,
      speed: `${summary.speed.toFixed(1)} ×`,
    },
    problems: summary.problems,
    known: known.events,
  });
  for (const problem of summary.problems) console.line(`note: ${problem}`);
  for (const [reason, count] of warnings)
    console.line(`note: ${count} frames were read with a warning: ${reason}`);
  console.line(
    `${duration.toFixed(1)} s replayed in ${wall_s.toFixed(1)} s: ${summary.frames} frames, ${summary.windows} windows, ${summary.segments} segments, ${summary.texts.length} texts`,
  );
  console.line(`the report is ${join(command.out, 'report.html')}`);
  if (summary.windows === 0 && !signal?.aborted) throw noWindow(command.bag, summary);
  return summary;
}

function noWindow(bag: string, { frames, problems }: ReplaySummary): VljepaError {
  const what =
    frames === 0 ? 'holds no image that can be read' : `gave no world state in ${frames} frames`;
  const why = problems.length > 0 ? `: ${problems.join('; ')}` : '';
  return new VljepaError('BAG_NO_WINDOW', `${bag} ${what}${why}`);
}

/** Counts of several cameras together, by reason. */
function added(counts: readonly ReadonlyMap<string, number>[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const [reason, count] of counts.flatMap((camera) => [...camera]))
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  return [...sums].sort();
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
