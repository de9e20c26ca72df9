import { join } from 'node:path';
import type { Engine } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import { toNanoseconds } from '../messages/stamp.js';
import { encodeLabels } from '../operators/classify.js';
import { givenValue, type GivenValue } from '../parameters/givenValue.js';
import { readParameterFile, type ParameterOverrides } from '../parameters/overrides.js';
import { liveSettings, unknownParameters, type NodeSettings } from '../parameters/settings.js';
import type { ReferenceEvents } from '../report/referenceEvents.js';
import { referenceEventsOf } from '../report/write.js';
import { closeInTurn } from '../sink.js';
import { VocabularyCheck } from '../vocabularyCheck.js';
import type { Bag } from '../bags/bag.js';
import { chooseCameras, windowedCameras, type Chosen } from './chooseCameras.js';
import type { CommandLine } from './commandLine.js';
import type { Console } from './console.js';
import { openBag } from '../bags/openBag.js';
import { openOutputFolder } from './outputFolder.js';
import { openOutputs } from './outputs.js';
import { replay } from './replay.js';
import { ReplayedWatches, watchText } from './replayedWatches.js';
import { contentsOf, writeResults, type ReplaySummary } from './results.js';
import { WatchedEngine } from './watchedEngine.js';

/** What a replay needs besides its command line. */
export interface RunEnvironment {
  readonly console: Console;
  /** Loads the pack that the settings name. */
  readonly load: (settings: NodeSettings) => Promise<Engine>;
  /** Ends the replay early; what it has until then is written. */
  readonly signal?: AbortSignal;
}

/**
 * Replays a bag and writes `summary.json`, `states.mcap` and `report.html`.
 *
 * @throws BAG_*, PARAMETER_*, CAMERA_*, PACK_*, REQUEST_*, WORKER_*, OUTPUT_UNWRITABLE; BAG_NO_WINDOW after everything
 * is written
 */
export async function run(
  command: CommandLine,
  environment: RunEnvironment,
): Promise<ReplaySummary> {
  const folder = await openOutputFolder(command.out);
  let bag: Bag | undefined;
  let engine: WatchedEngine | undefined;
  let reference: Reference;
  let chosen: Chosen;
  try {
    bag = await openBag(command.bag);
    reference = await readReference(command.bag);
    chosen = choose(bag, command, environment.console);
    engine = new WatchedEngine(await environment.load(chosen.settings));
  } catch (error) {
    await bag?.close();
    await folder.discard();
    throw error;
  }
  try {
    return await replayWith(engine, bag, chosen, reference, command, environment);
  } finally {
    await engine.dispose();
    await bag.close();
  }
}

/** What is replayed of a bag, and with which settings: those of a parameter file, or the defaults. */
export function choose(bag: Bag, command: Omit<CommandLine, 'out'>, console: Console): Chosen {
  const parameters: ParameterOverrides = command.params
    ? readParameterFile(command.params, command.node, (message) => console.line(`note: ${message}`))
    : new Map<string, GivenValue>();
  for (const name of unknownParameters(parameters.keys()))
    console.line(`note: ${command.params} sets ${name}, which is not a parameter of this node`);
  if (command.pack !== undefined) parameters.set('pack', givenValue(command.pack));
  const chosen = chooseCameras(bag, command.bag, parameters, command.node, command.topics);
  for (const { name, topic } of chosen.cameras) console.line(`camera ${name}: ${topic}`);
  return chosen;
}

/** What is known to have happened in the bag, or why that cannot be read. */
interface Reference {
  readonly events: ReferenceEvents | undefined;
  readonly problems: readonly string[];
}

async function readReference(bag: string): Promise<Reference> {
  try {
    return { events: await referenceEventsOf(bag), problems: [] };
  } catch (error) {
    return { events: undefined, problems: [(error as Error).message] };
  }
}

async function replayWith(
  engine: WatchedEngine,
  bag: Bag,
  chosen: Chosen,
  reference: Reference,
  command: CommandLine,
  { console, signal }: RunEnvironment,
): Promise<ReplaySummary> {
  const { pack } = engine;
  const { settings, absent } = chosen;
  const withoutWatches = liveSettings(settings, pack, await encodeLabels(engine, settings.labels));
  const vocabulary = new VocabularyCheck((note) => console.line(`note: ${note}`));
  await vocabulary.check(engine, settings.labels, withoutWatches.queries);
  const startNs = bag.startNs ?? 0n;
  const seconds = (stampNs: bigint) => Number(stampNs - startNs) / 1e9;
  // A first image is stamped before it is recorded.
  const shown = (at: number) => `${Math.max(0, at).toFixed(1).padStart(7)} s`;
  const outputs = await openOutputs(command.out, command.node, pack.id, (text, at) =>
    console.line(`${shown(at)}  ${text.camera}  change ${text.change.toFixed(2)}  ${text.text}`),
  );

  const watches = await ReplayedWatches.open(
    engine,
    { watches: settings.watches, rateHz: withoutWatches.rateHz, startNs },
    {
      changed: async (message) => {
        await outputs.addWatch(message);
        const at = seconds(toNanoseconds(message.header.stamp));
        console.line(`${shown(at)}  ${watchText(message)}`);
      },
      note: (note) => console.line(`note: ${note}`),
    },
  );
  const live = { ...withoutWatches, besides: watches.queries };

  const beganMs = performance.now();
  const wallSeconds = () => (performance.now() - beganMs) / 1000;
  let reachedNs = startNs;
  const replayed = await replay({
    bag,
    cameras: windowedCameras(chosen, pack),
    engine,
    live: () => live,
    sinks: [...outputs.sinks, watches],
    images: outputs.images,
    progress: (logTimeNs) => {
      reachedNs = logTimeNs;
      console.progress(() => {
        const share = seconds(logTimeNs) / Math.max(1e-9, seconds(bag.endNs ?? logTimeNs));
        const speed = seconds(logTimeNs) / wallSeconds();
        return `${Math.floor(100 * share)} %  ${outputs.counts.states} windows  ${outputs.counts.texts} texts  ${speed.toFixed(1)} × real time`;
      });
    },
    signal,
  }).finally(() => {
    console.clearProgress();
    return closeInTurn(outputs.sinks);
  });

  const wholeSeconds = seconds(bag.endNs ?? startNs);
  const results = {
    recording: outputs.recording,
    replayed,
    contents: contentsOf(bag),
    pack: pack.id,
    seconds: signal?.aborted ? seconds(reachedNs) : wholeSeconds,
    wallSeconds: wallSeconds(),
    reference: reference.events,
  };
  const interrupted = signal?.aborted
    ? [`interrupted after ${results.seconds.toFixed(1)} s of ${wholeSeconds.toFixed(1)} s`]
    : [];
  const problems = [
    ...interrupted,
    ...bag.problems,
    ...absent,
    ...reference.problems,
    ...replayed.problems,
  ];
  const summary = await writeResults(command, { ...results, problems });
  for (const problem of problems) console.line(`note: ${problem}`);
  for (const [reason, count] of Object.entries(summary.warnings))
    console.line(`note: ${count} frames were read with a warning: ${reason}`);
  console.line(
    `${results.seconds.toFixed(1)} s replayed in ${results.wallSeconds.toFixed(1)} s: ${summary.frames} frames, ${summary.windows} windows, ${summary.segments} segments, ${summary.texts.length} texts`,
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
