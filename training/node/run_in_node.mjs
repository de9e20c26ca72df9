// Loads a pack as the node does, which verifies its files, shapes and golden vectors, and runs
// windows: node run_in_node.mjs PACK [WINDOWS [THREADS]] prints JSON. Needs the compiled program
// (scripts/with-ros --node true).
import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { CameraMemory } from '../../dist/src/engine/worker/cameraMemory.js';
import { ONE_THREAD } from '../../dist/src/executionProvider.js';
import { loadPack } from '../../dist/src/engine/worker/loadPack.js';
import { readManifest } from '../../dist/src/pack/readManifest.js';

const [pack, windows = '0', threads = '1'] = process.argv.slice(2);
const width = 640;
const height = 480;
const text = 'a robot arm picks up a red cup';

/** One camera frame: grey steps that differ from frame to frame. */
function frame(id) {
  const data = new Uint8Array(width * height * 3).map((_, i) => (i * 7 + id * 31) % 251);
  return { kind: 'raw', width, height, step: width * 3, encoding: 'rgb8', bigEndian: false, data };
}

/** MB that the process held at most, as Linux counts. */
function peakMB() {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Math.round((Number(line[1]) * 1024) / 1e6);
}

const rounded = (ms) => Math.round(ms);

/** Milliseconds of computing so far, of all threads: other programs on the machine do not count. */
function computedMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs `work`; gives its result, the time it took and the time it computed. */
async function timed(work) {
  const started = performance.now();
  const before = computedMs();
  const result = await work();
  const ms = { ms: rounded(performance.now() - started), cpuMs: rounded(computedMs() - before) };
  return [result, ms];
}

try {
  const [model, load] = await timed(() =>
    loadPack(pack, { ...ONE_THREAD, threads: Number(threads) }),
  );
  const { frames } = readManifest(pack).x_encoder;
  const query = model.description.defaultQuery;
  const memory = new CameraMemory();
  const times = [];
  for (let id = 0; id < Number(windows); id += 1) {
    const first = Math.max(0, id - frames.default + 1);
    const ids = Array.from({ length: id - first + 1 }, (_, i) => first + i);
    const job = {
      frames: ids.map((number) => ({ id: number, stampNs: BigInt(number) })),
      length: frames.default,
      image: { raw: frame(id), decompressMs: 0 },
      memory,
    };
    // Preparing the newest frame is part of it: some milliseconds.
    const [[visual], x_encoder] = await timed(() => model.visual.encode([job]));
    if (visual instanceof Error) throw visual;
    const rows = [{ tokens: visual.tokens, query }];
    const [[embedding], predictor] = await timed(() => model.predictor.predict(rows));
    const [, y_encoder] = await timed(() => model.yEncoder.encode([text]));
    await model.decoder.decode(embedding);
    times.push({ x_encoder, predictor, y_encoder });
  }
  await model.dispose();
  console.log(JSON.stringify({ load, peakMB: peakMB(), times }));
} catch (error) {
  console.error(`${error.code ?? error.name}: ${error.message}`);
  process.exitCode = 1;
}
