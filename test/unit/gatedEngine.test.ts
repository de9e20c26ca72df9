import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Engine, Prediction } from '../../src/engine/engine.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { RecentWindows } from '../../src/engine/worker/recentWindows.js';
import { StateMemory } from '../../src/engine/worker/stateMemory.js';
import { plain, tinyPack } from '../fixtures/fixtures.js';

type Colour = readonly [number, number, number];
const red: Colour = [200, 0, 0];
const green: Colour = [0, 200, 0];

const GATE = { sensitivity: 1, longestSeconds: 60 };
const LENGTH = 3;

/** Frames of a camera, four a second, one window a frame. */
class Camera {
  #ids: number[] = [];
  readonly #engine: Engine;
  readonly #name: string;

  constructor(engine: Engine, name = 'front') {
    this.#engine = engine;
    this.#name = name;
  }

  async sees(
    colour: Colour,
    { gate, queries = [''] }: { gate?: typeof GATE | undefined; queries?: string[] } = {
      gate: GATE,
    },
  ): Promise<Prediction> {
    const id = (this.#ids.at(-1) ?? 0) + 1;
    this.#ids = [...this.#ids, id].slice(-LENGTH);
    const stamp = (of: number) => BigInt(of) * 250_000_000n;
    const camera = this.#name;
    using window = this.#engine.encode(
      {
        camera,
        frames: this.#ids.map((of) => ({ id: of, stampNs: stamp(of) })),
        newest: {
          ...{ camera, id, frameId: camera, stampNs: stamp(id), receiptNs: stamp(id) },
          receivedMs: 0,
          image: plain(16, 16, colour),
        },
        length: LENGTH,
      },
      { gate },
    );
    return await window.predict(queries);
  }
}

async function open(t: TestContext, name: Parameters<typeof tinyPack>[0]): Promise<Engine> {
  const engine = await openEngine({ pack: tinyPack(name) });
  t.after(() => engine.dispose());
  return engine;
}

const reuse = ({ reused }: Prediction) => [reused?.encoding, reused?.state];
const NOTHING = [false, false];

test('once a window shows one view, no frame of it is encoded again, and no state computed', async (t) => {
  const camera = new Camera(await open(t, 'tiny_query'));
  const seen = [];
  for (let k = 0; k < 12; k += 1) seen.push(await camera.sees(red));
  assert.deepEqual(seen.slice(0, LENGTH).map(reuse), [NOTHING, NOTHING, NOTHING]);
  // Each turn of the window is computed once.
  assert.ok(seen.slice(LENGTH).every(({ reused }) => reused?.encoding));
  assert.ok(seen.slice(2 * LENGTH).every(({ reused }) => reused?.state));
  for (const { embeddings, frameFeatures, windowStartNs } of seen.slice(LENGTH)) {
    assert.deepEqual(embeddings, seen[LENGTH - 1]!.embeddings);
    assert.deepEqual(frameFeatures, seen[0]!.frameFeatures);
    assert.ok(windowStartNs > 0n);
  }
  const last = seen.at(-1)!;
  const stages = ['turn', 'wait', 'decompress', 'prepare', 'gate', 'reply'];
  assert.deepEqual(Object.keys(last.stageMs), stages);
  assert.equal(last.windowStartNs, 10n * 250_000_000n);
});

test('what changes is computed with its first frame, as without the gate', async (t) => {
  const engine = await open(t, 'tiny_query');
  const [gated, full] = [new Camera(engine, 'gated'), new Camera(engine, 'full')];
  for (const colour of [red, red, red, red, red, red, red, green, green, red, green] as const) {
    const [own, other] = [await gated.sees(colour), await full.sees(colour, {})];
    assert.deepEqual(own.embeddings, other.embeddings);
    assert.deepEqual(own.windowStartNs, other.windowStartNs);
    assert.deepEqual(reuse(other), NOTHING);
  }
});

test('another query is computed for the same frames, and both are kept', async (t) => {
  const camera = new Camera(await open(t, 'tiny_query'));
  for (let k = 0; k < 3 * LENGTH; k += 1) await camera.sees(red);
  const queries = ['', 'red cup'];
  const asked = [];
  for (let k = 0; k < 2 * LENGTH; k += 1)
    asked.push(await camera.sees(red, { gate: GATE, queries }));
  assert.deepEqual(
    asked.map(({ reused }) => reused?.state),
    [false, false, false, true, true, true],
  );
  assert.ok(asked.every(({ reused }) => reused?.encoding));
  assert.notDeepEqual(asked[0]!.embeddings[0], asked[0]!.embeddings[1]);
  assert.deepEqual(asked[0]!.embeddings, asked.at(-1)!.embeddings);
});

test('the gate may be switched off and on between two windows', async (t) => {
  const camera = new Camera(await open(t, 'tiny_frame'));
  for (let k = 0; k < 3 * LENGTH; k += 1) await camera.sees(red);
  assert.deepEqual(reuse(await camera.sees(red, {})), NOTHING);
  assert.equal((await camera.sees(red)).reused?.encoding, true);
});

test('a pack that encodes clips encodes a view that stands once', async (t) => {
  const camera = new Camera(await open(t, 'tiny_clip'));
  const seen = [];
  for (let k = 0; k < 8; k += 1) seen.push(await camera.sees(red));
  assert.deepEqual(
    seen.slice(-3).map(reuse),
    Array.from({ length: 3 }, () => [true, true]),
  );
  assert.ok(!('x_encoder' in seen.at(-1)!.stageMs));
  const changed = await camera.sees(green);
  assert.deepEqual(reuse(changed), NOTHING);
  assert.notDeepEqual(changed.embeddings, seen.at(-1)!.embeddings);
});

test('a camera knows nothing of what another one has shown, nor of what it showed before its release', async (t) => {
  const engine = await open(t, 'tiny_frame');
  const front = new Camera(engine, 'front');
  for (let k = 0; k < 2 * LENGTH; k += 1) await front.sees(red);
  assert.deepEqual(reuse(await new Camera(engine, 'rear').sees(red)), NOTHING);
  engine.releaseCamera('front');
  assert.deepEqual(reuse(await front.sees(red)), NOTHING);
});

test('windows are told apart by their values, their order and their number', () => {
  const [a, b] = [{}, {}];
  const windows = new RecentWindows<string>();
  windows.add([a, b], 'ab', 2);
  windows.add([b, a], 'ba', 2);
  assert.deepEqual(
    [[a, b], [b, a], [a], [a, b, b], [a, {}]].map((values) => windows.find(values)),
    ['ab', 'ba', undefined, undefined, undefined],
  );
  windows.add([a, a], 'aa', 2);
  assert.deepEqual(
    [windows.find([a, b]), windows.find([b, a]), windows.find([a, a])],
    [undefined, 'ba', 'aa'],
  );
});

test('states are kept of few queries of a window', () => {
  const memory = new StateMemory();
  const tokens = [new Float32Array(1)];
  for (let query = 0; query < 100; query += 1)
    memory.add(tokens, String(query), Float32Array.of(query));
  assert.equal(memory.find(tokens, '0'), undefined);
  assert.deepEqual(memory.find(tokens, '99'), Float32Array.of(99));
  assert.equal(memory.find([new Float32Array(1)], '99'), undefined);
});
