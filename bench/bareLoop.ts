import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ONE_THREAD } from '../src/executionProvider.js';
import { Graph, type Feed } from '../src/engine/worker/onnx.js';
import { TextTokenizer } from '../src/engine/worker/tokenIds.js';
import { packFolder } from '../src/pack/packFolder.js';
import { readManifest } from '../src/pack/readManifest.js';

/**
 * Only `session.run`: a frame through the X-Encoder, then a window's tokens and the pack's query
 * through the Predictor, in a loop. Prints the windows per second that it reaches.
 *
 *     bin/vljepa dist/bench/bareLoop.js PACK THREADS SECONDS
 */
const WARMUP_WINDOWS = 20;
const [pack = 'nano', threads = '1', seconds = '4'] = process.argv.slice(2);

const folder = packFolder(pack);
const { x_encoder: encoder, predictor } = readManifest(folder);
const { height, width } = encoder.image;
const { count, dimension } = encoder.tokens;
const PER_FRAME = encoder.mode === 'per_frame';
const frames = encoder.frames.default;
const batch = PER_FRAME ? [1] : [1, frames];
const tokens = PER_FRAME ? frames * count : count;

const noise = (shape: readonly number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.random()),
});
const pixels = { [encoder.input]: noise([...batch, 3, height, width]) };
const clip = { [predictor.inputs.tokens]: noise([1, tokens, dimension]), ...queryFeeds() };

const onCpu = { ...ONE_THREAD, threads: Number(threads), executionProvider: 'cpu' } as const;
const xEncoderGraph = await Graph.load(join(folder, encoder.graph), onCpu);
const predictorGraph = await Graph.load(join(folder, predictor.graph), onCpu);
const run = async (): Promise<void> => {
  await xEncoderGraph.run(pixels, encoder.output);
  await predictorGraph.run(clip, predictor.output);
};

for (let window = 0; window < WARMUP_WINDOWS; window += 1) await run();
const startMs = performance.now();
let windows = 0;
while (performance.now() - startMs < Number(seconds) * 1000) {
  await run();
  windows += 1;
}
const windowsPerSecond = (windows * 1000) / (performance.now() - startMs);
console.log(JSON.stringify({ windowsPerSecond }));

/** The pack's own query, as the node gives it to the Predictor; none where it reads none. */
function queryFeeds(): Record<string, Feed> {
  const { inputs, query } = predictor;
  if (query === undefined || inputs.query_ids === undefined) return {};
  const { ids, mask, shape } = new TextTokenizer(folder, query).batch([query.default]);
  return {
    [inputs.query_ids]: { data: ids, shape },
    ...(inputs.query_mask === undefined ? {} : { [inputs.query_mask]: { data: mask, shape } }),
  };
}
