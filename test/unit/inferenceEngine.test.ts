import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { ONE_THREAD } from '../../src/executionProvider.js';
import type { Clip, Engine } from '../../src/engine/engine.js';
import type { Image } from '../../src/frame.js';
import { EngineClient } from '../../src/engine/engineClient.js';
import { startThread } from '../../src/engine/inferenceThread.js';
import { openEngine, prewarmEngine, type EngineOptions } from '../../src/engine/openEngine.js';
import { plain, tinyPack } from '../fixtures/fixtures.js';
import { withStrayBytes } from '../fixtures/jpegSurgery.js';

type Colour = readonly [number, number, number];
const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];
const blue: Colour = [0, 0, 255];

const broken = (): Image => ({ ...plain(16, 16, red), encoding: 'no such encoding' });

/** A clip of `ids`, stamped id × 100 ns, whose newest frame shows `content`. */
function clip(camera: string, ids: readonly number[], content: Colour | Image): Clip {
  const id = ids.at(-1) ?? 0;
  const image = 'kind' in content ? content : plain(16, 16, content);
  const stampNs = BigInt(id) * 100n;
  return {
    camera,
    frames: ids.map((id) => ({ id, stampNs: BigInt(id) * 100n })),
    newest: { camera, id, stampNs, receiptNs: stampNs, frameId: camera, receivedMs: 0, image },
    length: 3,
  };
}

async function tiny(
  t: TestContext,
  name: Parameters<typeof tinyPack>[0],
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const engine = await openEngine({ pack: tinyPack(name), ...options });
  t.after(() => engine.dispose());
  return engine;
}

/** S_y of the tiny packs: the frames' colours one after the other, and the query's number; unit norm. */
function expected(colours: readonly Colour[], query: number[] = []): number[] {
  const flat = [...colours.flat().map((value) => value / 255), ...query];
  const norm = Math.hypot(...flat);
  return flat.map((value) => value / norm);
}

function near(actual: Float32Array | undefined, wanted: readonly number[]): void {
  assert.equal(actual?.length, wanted.length);
  const worst = Math.max(...wanted.map((value, i) => Math.abs(value - (actual?.[i] ?? NaN))));
  assert.ok(worst < 1e-5, `off by ${worst}: ${actual?.join(' ')}, wanted ${wanted.join(' ')}`);
}

async function state(engine: Engine, of: Clip, query = ''): Promise<Float32Array | undefined> {
  using window = engine.encode(of);
  return (await window.predict([query])).embeddings[0];
}

for (const name of ['tiny_frame', 'tiny_query', 'tiny_clip'] as const) {
  const query = name === 'tiny_frame' ? [] : [0.05]; // [CLS] and [SEP] alone: 2 + 3

  test(`${name}: a window is its frames, oldest first, a short one padded with its oldest`, async (t) => {
    const engine = await tiny(t, name);
    near(await state(engine, clip('a', [1], red)), expected([red, red, red], query));
    near(await state(engine, clip('a', [1, 2], green)), expected([red, red, green], query));
    near(await state(engine, clip('a', [1, 2, 3], blue)), expected([red, green, blue], query));
    near(await state(engine, clip('a', [2, 3, 4], red)), expected([green, blue, red], query));
  });

  test(`${name}: a frame is read once`, async (t) => {
    const engine = await tiny(t, name);
    await state(engine, clip('a', [1], red));
    near(await state(engine, clip('a', [1], blue)), expected([red, red, red], query));
  });

  test(`${name}: a frame that cannot be read fails alone and is left out of later windows`, async (t) => {
    const engine = await tiny(t, name);
    const good = state(engine, clip('a', [1], red));
    const bad = state(engine, clip('a', [1, 2], broken()));
    const other = state(engine, clip('b', [1], blue));
    await assert.rejects(bad, { name: 'VljepaError', code: 'FRAME_ENCODING' });
    near(await good, expected([red, red, red], query));
    near(await other, expected([blue, blue, blue], query));
    near(await state(engine, clip('a', [1, 2, 3], green)), expected([red, red, green], query));
    const prediction = await engine.encode(clip('a', [2, 3, 4], blue)).predict(['']);
    assert.equal(prediction.windowStartNs, 300n);
    near(prediction.embeddings[0], expected([green, green, blue], query));
  });

  test(`${name}: cameras that wait together get what they would get alone`, async (t) => {
    const colours = [red, green, blue, [10, 20, 30], [200, 1, 99]] as const;
    for (const maxBatch of [8, 2, 1]) {
      const engine = await tiny(t, name, { maxBatch });
      const states = await Promise.all(
        colours.map((colour, i) => state(engine, clip(`camera ${i}`, [1], colour))),
      );
      states.forEach((embedding, i) => {
        const colour = colours[i] as Colour;
        near(embedding, expected([colour, colour, colour], query));
      });
    }
  });

  test(`${name}: a camera that is forgotten starts anew, the others go on`, async (t) => {
    const engine = await tiny(t, name);
    await state(engine, clip('a', [1], red));
    await state(engine, clip('b', [1], red));
    engine.releaseCamera('a');
    near(await state(engine, clip('a', [1, 2], blue)), expected([blue, blue, blue], query));
    near(await state(engine, clip('b', [1, 2], blue)), expected([red, red, blue], query));
  });
}

test('a window goes with the pixels of a JPEG or PNG file, too, and its stages are timed', async (t) => {
  const engine = await tiny(t, 'tiny_frame');
  const { default: sharp } = await import('sharp');
  const raw = { width: 16, height: 16, channels: 3 } as const;
  const data = await sharp(plain(16, 16, green).data, { raw })
    .png()
    .toBuffer();
  const window = engine.encode(clip('a', [1], { kind: 'compressed', format: 'png', data }));
  const { embeddings, stageMs } = await window.predict(['']);
  near(embeddings[0], expected([green, green, green]));
  assert.deepEqual(Object.keys(stageMs), [
    'turn',
    'wait',
    'decompress',
    'prepare',
    'x_encoder',
    'predictor',
    'reply',
  ]);
  assert.ok(Object.values(stageMs).every((ms) => ms > 0));
  const cut = { kind: 'compressed', format: 'jpeg', data: data.subarray(0, 40) } as const;
  await assert.rejects(state(engine, clip('a', [1, 2], cut)), { code: 'FRAME_CORRUPT' });
});

test('several queries share the visual tokens of a clip', async (t) => {
  const engine = await tiny(t, 'tiny_clip');
  const window = engine.encode(clip('a', [1], red));
  const { embeddings } = await window.predict(['a cup', 'what is there', '']);
  const sums = [2 + 4 + 6 + 3, 2 + 7 + 8 + 9 + 3, 2 + 3];
  sums.forEach((sum, i) => near(embeddings[i], expected([red, red, red], [sum / 100])));
});

test('a Predictor that ignores the query gives the same for each', async (t) => {
  const engine = await tiny(t, 'tiny_frame');
  const { embeddings } = await engine.encode(clip('a', [1], red)).predict(['a', 'b']);
  assert.deepEqual(embeddings[0], embeddings[1]);
});

test('texts and states share a space, and the nearest phrase is decoded with its cosine', async (t) => {
  const engine = await tiny(t, 'tiny_frame');
  const texts = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'red cup' : 'a'));
  const embeddings = await engine.encodeText(texts);
  embeddings.forEach((embedding, i) => {
    const [sum, count] = i % 2 === 0 ? [2 + 5 + 6 + 3, 4] : [2 + 4 + 3, 3];
    const norm = Math.hypot(sum, count);
    near(embedding, [sum / norm, count / norm, 0, 0, 0, 0, 0, 0, 0]);
  });
  const decoded = await engine.decode(Float32Array.from([0, 0.6, 0.8, 0, 0, 0, 0, 0, 0]));
  assert.equal(decoded.text, 'third');
  assert.ok(Math.abs(decoded.similarity - 0.8) < 1e-6);
  assert.deepEqual(await engine.encodeText([]), []);
});

test('a pack loads in a worker started before', async () => {
  prewarmEngine();
  const engine = await openEngine({ pack: tinyPack('tiny_frame') });
  assert.equal(engine.pack.id, 'tiny_frame/1.0.0');
  near(await state(engine, clip('a', [1], blue)), expected([blue, blue, blue]));
  await engine.dispose();
});

test("a pack that does not load rejects with the worker's own error", async () => {
  const refused = { name: 'VljepaError', code: 'PACK_MISSING', message: /\/no\/such\/pack/ };
  await assert.rejects(openEngine({ pack: '/no/such/pack' }), refused);
});

test('pixels are handed over, not copied', async (t) => {
  const engine = await tiny(t, 'tiny_frame');
  const image = plain(64, 64, red);
  const handedOver = state(engine, clip('a', [1], image));
  assert.equal(image.data.byteLength, 0);
  near(await handedOver, expected([red, red, red]));
  await assert.rejects(state(engine, clip('a', [2], image)), { code: 'FRAME_EMPTY' });
});

for (const name of ['tiny_fragile_frame', 'tiny_fragile_clip'] as const) {
  for (const maxBatch of [1, 8]) {
    test(`${name}, at most ${maxBatch} at once: a graph that fails on one camera's frame, or gives NaN, costs that window`, async (t) => {
      const engine = await tiny(t, name, { maxBatch });
      const grey: Colour = [100, 120, 140];
      for (const [bad, id] of [
        [red, 1],
        [blue, 3],
      ] as const) {
        const failing = state(engine, clip('a', [id], bad));
        const others = ['b', 'c', 'd'].map((camera) => state(engine, clip(camera, [id], grey)));
        await assert.rejects(failing, { code: 'REQUEST_FAILED' });
        for (const other of others) near(await other, expected([grey, grey, grey]));
        // The next window of that camera does without the frame.
        near(await state(engine, clip('a', [id, id + 1], grey)), expected([grey, grey, grey]));
      }
    });
  }
}

test('a disposed engine closes what waits and everything later, and may be disposed of again', async () => {
  const engine = await openEngine({ pack: tinyPack('tiny_frame') });
  const waiting = Array.from({ length: 50 }, (_, i) => state(engine, clip('a', [i + 1], red)));
  const results = Promise.allSettled(waiting);
  await Promise.all([engine.dispose(), engine.dispose()]);
  for (const result of await results) {
    assert.ok(
      result.status === 'fulfilled' ||
        (result.reason as { code?: string }).code === 'ENGINE_CLOSED',
    );
  }
  assert.throws(() => engine.encode(clip('a', [99], red)), { code: 'ENGINE_CLOSED' });
  engine.releaseCamera('a');
});

test('a worker that dies fails what waits and everything later', async () => {
  const thread = startThread();
  const engine = new EngineClient(thread);
  await engine.load({
    kind: 'load',
    pack: tinyPack('tiny_frame'),
    compute: ONE_THREAD,
    maxBatch: 8,
  });
  // Far more than it can have done when it dies.
  const waiting = engine.encodeText(Array<string>(100_000).fill('a red cup'));
  const ended = thread.worker.terminate();
  await assert.rejects(waiting, { code: 'WORKER_DIED', message: /ended: exit code/ });
  await ended;
  await assert.rejects(engine.encodeText(['a']), { code: 'WORKER_DIED' });
  await engine.dispose();
});

test('labels are read by the Y-Encoder, queries by the Predictor where it reads any', async (t) => {
  const [frame, query] = [await tiny(t, 'tiny_frame'), await tiny(t, 'tiny_query')];
  const texts = ['a red zebra', 'a red cup'];
  for (const engine of [frame, query])
    assert.deepEqual(await engine.unknownWords('y_encoder', texts), [['zebra'], []]);
  assert.deepEqual(await frame.unknownWords('predictor', texts), [[], []]);
  assert.deepEqual(await query.unknownWords('predictor', texts), [['zebra'], []]);
});

test('a window tells what was odd about its newest frame, and that of other frames no more', async (t) => {
  const engine = await tiny(t, 'tiny_frame');
  const jpeg = await sharp(plain(16, 16, red).data, { raw: { width: 16, height: 16, channels: 3 } })
    .jpeg()
    .toBuffer();
  const file = (data: Uint8Array): Image => ({ kind: 'compressed', format: 'jpeg', data });
  const predicted = (ids: readonly number[], image: Image) =>
    engine.encode(clip('a', ids, image)).predict(['']);
  assert.deepEqual((await predicted([1], file(withStrayBytes(jpeg)))).warnings, ['jpeg_warning']);
  assert.deepEqual((await predicted([1, 2], file(jpeg))).warnings, []);
  assert.deepEqual((await predicted([1, 2, 3], plain(16, 16, red))).warnings, []);
});
