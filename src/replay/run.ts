import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Engine } from '../engine.js';
import { encodeLabels } from '../operators/classify.js';
import { readParameterFile } from '../parameters/overrides.js';
import {
  liveSettings,
  unknownParameters,
  windowFrames,
  type NodeSettings,
} from '../parameters/settings.js';
import { summarize, type Summary } from '../report/summary.js';
import { knownEventsOf, writeReport } from '../report/write.js';
import type { Bag } from './bag.js';
import { chooseCameras, type Chosen } from './chooseCameras.js';
import type { CommandLine } from './commandLine.js';
import type { Console } from './console.js';
import { openBag } from './openBag.js';
import { Outputs } from './outputs.js';
import { replay } from './replay.js';
import { WatchedEngine } from './watchedEngine.js';

/** `summary.json` of a replay. */
export interface ReplaySummary extends Summary {
  readonly bag: string;
  /** Where the bag is broken and what was odd about it, in words. */
  readonly problems: readonly string[];
  /** Seconds that the replay took, without loading the pack. */
  readonly wall_s: number;
  /** Seconds of the bag in a second of the replay. */
  readonly speed: number;
}

/**
 * Replays a bag and writes `summary.json`, `states.mcap` and `report.html`.
 *
 * @param load loads the pack that the settings name
 * @throws BAG_*, PARAMETER_*, CAMERA_*, PACK_*, REQUEST_*, WORKER_*
 */
export async function run(
  command: CommandLine,
  console: Console,
  load: (settings: NodeSettings) => Promise<Engine>,
): Promise<ReplaySummary> {
  const bag = await openBag(command.bag);
  try {
    const parameters = command.params
      ? readParameterFile(command.params, command.node)
      : new Map<string, unknown>();
    for (const name of unknownParameters(parameters.keys()))
      console.line(`note: ${command.params} sets ${name}, which is no parameter of this node`);
    if (command.pack !== undefined) parameters.set('pack', command.pack);
    const chosen = chooseCameras(bag, command.bag, parameters, command.node, command.topics);
    for (const { name, topic } of chosen.cameras) console.line(`camera ${name}: ${topic}`);
    for (const absent of chosen.absent) console.line(`note: ${absent}`);
    const engine = new WatchedEngine(await load(chosen.settings));
    try {
      return await replayWith(engine, bag, chosen, command, console);
    } finally {
      await engine.dispose();
    }
  } finally {
    await bag.close();
  }
}

async function replayWith(
  engine: WatchedEngine,
  bag: Bag,
  { settings, cameras, absent }: Chosen,
  command: CommandLine,
  console: Console,
): Promise<ReplaySummary> {
  const { pack } = engine;
  const live = liveSettings(settings, pack, await encodeLabels(engine, settings.labels));
  const startNs = bag.startNs ?? 0n;
  const seconds = (stampNs: bigint) => Number(stampNs - startNs) / 1e9;
  await mkdir(command.out, { recursive: true });
  const outputs = await Outputs.create(command.out, command.node, pack.id, (text, at) =>
    console.line(
      `${at.toFixed(1).padStart(7)} s  ${text.camera}  change ${text.change.toFixed(2)}  ${text.text}`,
    ),
  );

  const beganMs = performance.now();
  const wallSeconds = () => (performance.now() - beganMs) / 1000;
  const replayed = await replay({
    bag,
    cameras: cameras.map((camera, i) => ({
      ...camera,
      windowFrames: windowFrames(settings.cameras[i]!, pack),
    })),
    engine,
    live: () => live,
    seen: (seen) => outputs.add(seen),
    progress: (logTimeNs) =>
      console.progress(() => {
        const share = seconds(logTimeNs) / Math.max(1e-9, seconds(bag.endNs ?? logTimeNs));
        const speed = seconds(logTimeNs) / wallSeconds();
        return `${Math.floor(100 * share)} %  ${outputs.windows} windows  ${outputs.texts} texts  ${speed.toFixed(1)} × real time`;
      }),
  }).finally(() => {
    console.clearProgress();
    return outputs.close();
  });

  const wall_s = wallSeconds();
  const { telemetry } = replayed;
  const drops = new Map<string, number>();
  for (const camera of telemetry)
    for (const [reason, count] of camera.drops) drops.set(reason, (drops.get(reason) ?? 0) + count);
  const duration = seconds(bag.endNs ?? startNs);
  const summary: ReplaySummary = {
    ...summarize(outputs.recording, {
      frames: telemetry.reduce((total, { frames }) => total + frames, 0),
      drops: Object.fromEntries([...drops].sort()),
      stageMs: engine.stageMs,
      pack: pack.id,
    }),
    bag: command.bag,
    problems: [...bag.problems, ...absent, ...replayed.problems],
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
    known: await knownEventsOf(command.bag),
  });
  for (const problem of summary.problems) console.line(`note: ${problem}`);
  for (const [reason, count] of drops) console.line(`note: ${count} frames dropped: ${reason}`);
  console.line(
    `${duration.toFixed(1)} s replayed in ${wall_s.toFixed(1)} s: ${summary.frames} frames, ${summary.windows} windows, ${summary.segments} segments, ${summary.texts.length} texts`,
  );
  console.line(`the report is ${join(command.out, 'report.html')}`);
  return summary;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
