import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openBag } from '../../src/bags/openBag.js';
import type { Engine, GateSettings } from '../../src/engine/engine.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { packFolder } from '../../src/pack/packFolder.js';
import type { CameraSnapshot } from '../../src/metrics/snapshot.js';
import { readManifest } from '../../src/pack/readManifest.js';
import type { Perception } from '../../src/perception.js';
import { everyCamera } from '../../src/replay/cameras.js';
import { RecentImages } from '../../src/report/recentImages.js';
import { replay } from '../../src/replay/replay.js';
import { WatchedEngine } from '../../src/replay/watchedEngine.js';
import type { LiveSettings } from '../../src/settings.js';
import type { Stream } from './stream.js';
import { TappedEngine } from './tappedEngine.js';
import { readStates, writeStates, type WindowStates } from './windowStates.js';

/** Nothing is to be decoded while states are computed: no score exceeds this. */
const NEVER = 4;

export interface StateSource {
  readonly engine: Engine;
  /** A pack's name or folder. */
  readonly pack: string;
  /** Folder in which states are kept. */
  readonly cache: string;
}

/**
 * Where the states of a stream are kept: another X-Encoder or Predictor, length or rate has another
 * place. The pack's other parts make nothing of them.
 */
export function statesFolder({ pack, cache }: StateSource, stream: Stream, rateHz: number): string {
  const { x_encoder, predictor, files } = readManifest(packFolder(pack));
  const graphs = [x_encoder.graph, predictor.graph].map((graph) => files[graph]!.sha256);
  const key = createHash('sha256')
    .update(JSON.stringify([x_encoder, predictor, graphs]))
    .update(JSON.stringify([stream.seconds, stream.events.length, rateHz]))
    .digest('hex');
  return join(cache, 'states', `${stream.group}-${stream.name}-${key.slice(0, 12)}`);
}

/** The stream's states through the node's own pipeline; kept for the next time. */
export async function statesOf(
  source: StateSource,
  stream: Stream,
  rateHz: number,
): Promise<WindowStates> {
  const folder = statesFolder(source, stream, rateHz);
  const kept = readStates(folder);
  if (kept !== undefined) return kept;
  const { states } = await computeStates(source.engine, stream, rateHz);
  writeStates(folder, states);
  return states;
}

/**
 * The stream's states through the node's own pipeline, and what it counted.
 *
 * @param gate undefined: every frame is encoded
 */
export async function computeStates(
  engine: Engine,
  stream: Stream,
  rateHz: number,
  gate?: GateSettings,
): Promise<{ readonly states: WindowStates; readonly counted: CameraSnapshot }> {
  const tap = new TappedEngine(engine);
  const states: { stampNs: bigint; windowStartNs: bigint; embedding: Float32Array }[] = [];
  let counted: CameraSnapshot;
  const bag = await openBag(stream.bag);
  try {
    const [camera] = everyCamera(bag.topics);
    if (camera === undefined) throw new Error(`${stream.bag}: expected a camera's topic, got none`);
    const live: LiveSettings = {
      queries: [engine.pack.defaultQuery],
      labelSpace: NO_LABELS,
      selective: {
        threshold: NEVER,
        smoothingSeconds: 0,
        persistenceSeconds: 0,
        refractorySeconds: 0,
        hysteresis: 1,
        texts: 'every_change',
        falseAlarmsPerHour: 0,
        pauseOnFault: true,
      },
      gate,
      text: { minProbability: 0, below: 'say' },
      rateHz: { [camera.name]: rateHz },
    };
    const { snapshot } = await replay({
      bag,
      cameras: [{ ...camera, windowFrames: engine.pack.frames.default }],
      engine: new WatchedEngine(tap),
      live: () => live,
      sinks: [
        {
          perceived: (perception: Perception) => {
            if (perception.kind === 'state') states.push(perception.state);
          },
        },
      ],
      images: new RecentImages(1),
      progress: () => {},
    });
    counted = snapshot.cameras[0]!;
  } finally {
    await bag.close();
  }
  const [first] = states;
  if (first === undefined) throw new Error(`${stream.bag}: expected world states, got none`);
  const seconds = (ns: bigint) => Number(ns - first.windowStartNs) / 1e9;
  const seen = new Map(tap.tapped.map((tapped) => [tapped.stampNs, tapped]));
  const tapped = states.map(({ stampNs }) => seen.get(stampNs)!);
  const features = tapped.map((one) => one.features);
  const whole = {
    count: states.length,
    frames: counted.frames,
    stamps: Float64Array.from(states, ({ stampNs }) => seconds(stampNs)),
    windowStarts: Float64Array.from(states, ({ windowStartNs }) => seconds(windowStartNs)),
    embeddings: joined(states.map(({ embedding }) => embedding)),
    dimension: engine.pack.embeddingDimension,
    features: joined(features),
    featureDimension: features[0]!.length,
    grey: Uint8Array.from(tapped.flatMap(({ grey }) => [...grey])),
  };
  return { states: whole, counted };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const dimension = rows[0]!.length;
  const all = new Float32Array(rows.length * dimension);
  rows.forEach((values, index) => all.set(values, index * dimension));
  return all;
}
