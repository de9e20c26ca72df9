import { openBag } from '../bags/openBag.js';
import type { Bag } from '../bags/bag.js';
import type { Engine } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import { MomentCollector } from '../memory/momentCollector.js';
import { MomentDatabase } from '../memory/momentDatabase.js';
import { packIdentity } from '../memory/packIdentity.js';
import { encodeLabels } from '../operators/classify.js';
import { liveSettings, type NodeSettings } from '../parameters/settings.js';
import { windowedCameras, type Chosen } from '../replay/chooseCameras.js';
import type { Console } from '../replay/console.js';
import { replay } from '../replay/replay.js';
import { choose } from '../replay/run.js';
import { WatchedEngine } from '../replay/watchedEngine.js';
import { RecentImages } from '../report/recentImages.js';
import { smallJpeg } from '../report/thumbnail.js';
import { bagPoses } from './bagPoses.js';
import type { CommandLine } from './commandLine.js';

/** Moments that are written at once. */
const BATCH = 64;
/** Of each camera the image before, and its newest: the first of a camera may wait for the second. */
const KEPT_IMAGES = 2;

export interface RememberEnvironment {
  readonly console: Console;
  /** Loads the pack that the settings name. */
  readonly load: (settings: NodeSettings) => Promise<Engine>;
  /** Ends the replay early; what it has until then is remembered. */
  readonly signal?: AbortSignal;
}

/**
 * Adds a bag's segments to a memory.
 *
 * @returns how many moments were added
 * @throws BAG_*, PARAMETER_*, CAMERA_*, PACK_*, REQUEST_*, WORKER_*, MEMORY_*
 */
export async function remember(
  command: CommandLine,
  { console, load, signal }: RememberEnvironment,
): Promise<number> {
  const bag = await openBag(command.bag);
  try {
    const chosen = choose(bag, command, console);
    // Refused before the pack is loaded, where the memory is another pack's.
    const memory = MomentDatabase.create(command.memory, packIdentity(chosen.settings.pack));
    try {
      const engine = new WatchedEngine(await load(chosen.settings));
      try {
        return await fill(memory, bag, engine, chosen, { command, console, signal });
      } finally {
        await engine.dispose();
      }
    } finally {
      memory.close();
    }
  } finally {
    await bag.close();
  }
}

async function fill(
  memory: MomentDatabase,
  bag: Bag,
  engine: WatchedEngine,
  chosen: Chosen,
  {
    command,
    console,
    signal,
  }: { command: CommandLine; console: Console; signal: AbortSignal | undefined },
): Promise<number> {
  const { pack } = engine;
  const { settings } = chosen;
  const live = liveSettings(settings, pack, await encodeLabels(engine, settings.labels));
  const poses = command.poseTopic === '' ? undefined : await bagPoses(bag, command.poseTopic);
  const images = new RecentImages(KEPT_IMAGES);
  const collector = new MomentCollector({
    pose: (stampNs) => poses?.at(stampNs),
    picture: async (camera, stampNs) => {
      const image = images.at(camera, stampNs);
      // What the model can read, a viewer may not: then there is no picture.
      return image && (await smallJpeg(image).catch(() => undefined));
    },
  });
  let added = 0;
  let waiting = 0;
  const write = () => {
    const moments = collector.take();
    memory.add(moments, command.bounds);
    added += moments.length;
    waiting = 0;
  };
  const seconds = (ns: bigint) => Number(ns - (bag.startNs ?? 0n)) / 1e9;
  const replayed = await replay({
    bag,
    cameras: windowedCameras(chosen, pack),
    engine,
    live: () => live,
    sinks: [
      {
        async perceived(perception) {
          await collector.perceived(perception);
          if (perception.kind === 'state' && ++waiting >= BATCH) write();
        },
      },
    ],
    images,
    progress: (logTimeNs) =>
      console.progress(() => `${seconds(logTimeNs).toFixed(0)} s  ${added} moments`),
    signal,
  }).finally(() => console.clearProgress());
  collector.end();
  write();
  for (const problem of [...bag.problems, ...replayed.problems]) console.line(`note: ${problem}`);
  if (added === 0 && !signal?.aborted)
    throw new VljepaError('BAG_NO_WINDOW', `${command.bag} gave no world state to remember`);
  console.line(
    `${added} moments added to ${command.memory}, which holds ${memory.count} (${(memory.bytes / 1e6).toFixed(1)} MB) of the pack ${memory.pack.name} ${memory.pack.version}`,
  );
  return added;
}
