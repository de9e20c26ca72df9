import { performance } from 'node:perf_hooks';
import type { Engine } from '../engine/engine.js';
import { closeSpareEngine, openEngine } from '../engine/openEngine.js';
import { describeRuntime, type ComputeOptions } from '../executionProvider.js';
import type { Frame, RawImage } from '../frame.js';
import { percentiles } from '../metrics/statistics.js';

export interface BenchOptions extends ComputeOptions {
  readonly pack: string;
  /** That are counted. */
  readonly windows: number;
  /** Of the pictures, pixels. */
  readonly width: number;
  readonly height: number;
}

const WARM_UP_WINDOWS = 10;
const TEXT = 'a robot arm picks up a red cup';
const CAMERA = 'bench';

/**
 * Prints what the stages of a window, reading a label and saying a text take with a pack.
 * @throws {VljepaError} PACK_*, EXECUTION_PROVIDER, and what the engine's requests reject with
 */
export async function benchPack(
  options: BenchOptions,
  line: (text: string) => void,
): Promise<void> {
  const before = process.memoryUsage().rss;
  const engine = await openEngine({ ...options, maxBatch: 1 });
  try {
    const { threads } = options;
    line(`${engine.pack.id}: ${describeRuntime(engine.runtime)}; ${threads} thread(s) of the CPU`);
    const times = new Map<string, number[]>();
    const add = (stage: string, milliseconds: number) => {
      const measured = times.get(stage);
      if (measured === undefined) times.set(stage, [milliseconds]);
      else measured.push(milliseconds);
    };
    let startedMs = performance.now();
    for (let id = 0; id < WARM_UP_WINDOWS + options.windows; id += 1) {
      if (id === WARM_UP_WINDOWS) {
        times.clear();
        startedMs = performance.now();
      }
      await runWindow(engine, options, id, add);
    }
    const seconds = (performance.now() - startedMs) / 1000;
    await runText(engine, options.windows, add);
    line('');
    for (const row of table(times)) line(row);
    const held = process.memoryUsage().rss;
    line('');
    line(`${(options.windows / seconds).toFixed(1)} windows a second, one after the other`);
    line(`memory: ${megabytes(before)} before, ${megabytes(held)} with the pack`);
  } finally {
    await engine.dispose();
    await closeSpareEngine();
  }
}

/** A window of one frame more, as a camera gives it. */
async function runWindow(
  engine: Engine,
  { width, height }: BenchOptions,
  id: number,
  add: (stage: string, milliseconds: number) => void,
): Promise<void> {
  const length = engine.pack.frames.default;
  const first = Math.max(0, id - length + 1);
  const frames = Array.from({ length: id - first + 1 }, (_, i) => ({
    id: first + i,
    stampNs: BigInt(first + i),
  }));
  const newest = frameOf(id, picture(width, height, id));
  const startedMs = performance.now();
  const window = engine.encode({ camera: CAMERA, frames, newest, length });
  const { stageMs } = await window.predict([engine.pack.defaultQuery]);
  add('window', performance.now() - startedMs);
  for (const [stage, milliseconds] of Object.entries(stageMs)) add(stage, milliseconds);
  window.release();
}

/** One label read and one text said, as often as windows were counted but at most a hundred times. */
async function runText(
  engine: Engine,
  windows: number,
  add: (stage: string, milliseconds: number) => void,
): Promise<void> {
  for (let i = 0; i < Math.min(100, windows); i += 1) {
    const startedMs = performance.now();
    const [embedding] = await engine.encodeText([TEXT]);
    const encodedMs = performance.now();
    await engine.decode(embedding!);
    add('y_encoder', encodedMs - startedMs);
    add('y_decoder', performance.now() - encodedMs);
  }
}

function* table(times: ReadonlyMap<string, readonly number[]>): Iterable<string> {
  const cells = (values: readonly string[]) =>
    values.map((value, i) => (i === 0 ? value.padEnd(11) : value.padStart(8))).join('');
  yield cells(['stage', 'runs', 'p50 ms', 'p99 ms', 'max ms']);
  for (const [stage, values] of times) {
    const { p50, p99, max } = percentiles(values);
    // Raw pictures have nothing to decompress.
    if (max === 0) continue;
    const shown = [p50, p99, max].map((milliseconds) => milliseconds.toFixed(2));
    yield cells([stage, String(values.length), ...shown]);
  }
}

function frameOf(id: number, image: RawImage): Frame {
  const stampNs = BigInt(id);
  return {
    ...{ camera: CAMERA, id, stampNs, receiptNs: stampNs, frameId: '' },
    ...{ receivedMs: performance.now(), image },
  };
}

/** Stripes that differ from picture to picture: what is in them costs nothing more or less. */
function picture(width: number, height: number, id: number): RawImage {
  const step = 3 * width;
  const row = Uint8Array.from({ length: step }, (_, i) => (i * 7 + id * 31) % 251);
  const data = new Uint8Array(step * height);
  for (let y = 0; y < height; y += 1) data.set(row, y * step);
  return { kind: 'raw', encoding: 'rgb8', width, height, step, bigEndian: false, data };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
