import { openBag } from '../../src/bags/openBag.js';
import type { Engine, GateSettings } from '../../src/engine/engine.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { everyCamera } from '../../src/replay/cameras.js';
import { replay } from '../../src/replay/replay.js';
import { WatchedEngine } from '../../src/replay/watchedEngine.js';
import { RecentImages } from '../../src/report/recentImages.js';
import { shippedSetting } from '../selective/setting.js';
import type { Stream } from '../selective/stream.js';

/** A replay of a stream's beginning. */
export interface Turn {
  readonly engine: Engine;
  readonly stream: Stream;
  readonly rateHz: number;
  readonly seconds: number;
  readonly gate: GateSettings | undefined;
}

/** The processor's time in milliseconds, of all threads. */
export async function processorMs({
  engine,
  stream,
  rateHz,
  seconds,
  gate,
}: Turn): Promise<number> {
  const bag = await openBag(stream.bag);
  try {
    const [camera] = everyCamera(bag.topics);
    if (camera === undefined) throw new Error(`${stream.bag}: expected a camera's topic, got none`);
    const stop = new AbortController();
    const live = {
      queries: [engine.pack.defaultQuery],
      labelSpace: NO_LABELS,
      selective: shippedSetting(engine.pack),
      gate,
      text: { minProbability: 0, below: 'say' as const },
      rateHz: { [camera.name]: rateHz },
    };
    let firstNs: bigint | undefined;
    const before = process.cpuUsage();
    await replay({
      bag,
      cameras: [{ ...camera, windowFrames: engine.pack.frames.default }],
      engine: new WatchedEngine(engine),
      live: () => live,
      sinks: [],
      images: new RecentImages(1),
      progress: (logTimeNs) => {
        firstNs ??= logTimeNs;
        if (Number(logTimeNs - firstNs) / 1e9 >= seconds) stop.abort();
      },
      signal: stop.signal,
    });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  } finally {
    await bag.close();
  }
}
