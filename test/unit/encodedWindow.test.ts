import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { ONE_THREAD } from '../../src/executionProvider.js';
import type { Clip, Engine } from '../../src/engine/engine.js';
import { EngineClient } from '../../src/engine/engineClient.js';
import { startThread } from '../../src/engine/inferenceThread.js';
import type { Envelope } from '../../src/engine/messages.js';
import { openEngine } from '../../src/engine/openEngine.js';
import type { Image } from '../../src/frame.js';
import { plain, tinyPack } from '../fixtures/fixtures.js';

type Colour = readonly [number, number, number];
const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];
const blue: Colour = [0, 0, 255];

function clip(ids: readonly number[], image: Image): Clip {
  const id = ids.at(-1)!;
  const stampNs = BigInt(id);
  return {
    camera: 'a',
    frames: ids.map((id) => ({ id, stampNs: BigInt(id) })),
    newest: { camera: 'a', id, stampNs, receiptNs: stampNs, frameId: 'a', receivedMs: 0, image },
    length: 3,
  };
}

async function opened(t: TestContext, name: Parameters<typeof tinyPack>[0]): Promise<Engine> {
  const engine = await openEngine({ pack: tinyPack(name) });
  t.after(() => engine.dispose());
  return engine;
}

const released = { name: 'VljepaError', code: 'WINDOW_RELEASED' };

for (const name of ['tiny_frame', 'tiny_clip'] as const) {
  test(`${name}: a window can be asked again and again, for other queries, too`, async (t) => {
    const engine = await opened(t, name);
    using window = engine.encode(clip([1], plain(16, 16, red)));
    const first = await window.predict(['a cup']);
    const other = await window.predict(['what', 'a cup']);
    assert.deepEqual(other.embeddings[1], first.embeddings[0]);
    assert.deepEqual(other.windowStartNs, first.windowStartNs);
    // Another window between them changes nothing.
    using later = engine.encode(clip([1, 2], plain(16, 16, green)));
    await later.predict(['a cup']);
    assert.deepEqual((await window.predict(['a cup'])).embeddings, first.embeddings);
  });

  test(`${name}: features are the mean of all tokens of the window, padding included`, async (t) => {
    const engine = await opened(t, name);
    const near = (actual: Float32Array, expected: readonly number[]) => {
      assert.equal(actual.length, 3);
      actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6));
    };
    using one = engine.encode(clip([1], plain(16, 16, red)));
    near(await one.features(), [1, 0, 0]);
    using two = engine.encode(clip([1, 2], plain(16, 16, green)));
    near(await two.features(), [2 / 3, 1 / 3, 0]);
    using three = engine.encode(clip([1, 2, 3], plain(16, 16, blue)));
    near(await three.features(), [1 / 3, 1 / 3, 1 / 3]);
    near(await one.features(), [1, 0, 0]);
  });
}

test('a preview is a JPEG of the newest frame, in its proportions, never wider than it', async (t) => {
  const engine = await opened(t, 'tiny_frame');
  const png = await sharp(plain(64, 32, blue).data, { raw: { width: 64, height: 32, channels: 3 } })
    .png()
    .toBuffer();
  const bgr: Image = { ...plain(64, 32, [0, 0, 255]), encoding: 'bgr8' };
  const cases: [Image, Colour][] = [
    [plain(64, 32, green), green],
    [bgr, red],
    [{ kind: 'compressed', format: 'png', data: png }, blue],
  ];
  for (const [i, [image, colour]] of cases.entries()) {
    using window = engine.encode(clip([i + 1], image), { preview: true });
    for (const [asked, width, height] of [
      [16, 16, 8],
      [1000, 64, 32],
      [0.3, 1, 1],
    ] as const) {
      const file = await window.preview(asked);
      const shown = await sharp(file).raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([shown.info.width, shown.info.height], [width, height]);
      colour.forEach((value, channel) => assert.ok(Math.abs(shown.data[channel]! - value) < 8));
    }
    assert.equal((await sharp(await window.preview(16)).metadata()).format, 'jpeg');
    await window.predict(['']);
  }
});

test('a pack that allows it gets JPEG files reduced, their previews stay whole', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-pack-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(tinyPack('tiny_frame'), folder, { recursive: true });
  const manifest = readFileSync(join(folder, 'pack.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'pack.yaml'),
    manifest.replace('"image": {', '"image": { "decompress": "reduced",'),
  );
  // Of each eight columns the two that linear interpolation reads are black, the others red.
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => {
    const column = Math.floor(i / 3) % 8;
    return i % 3 === 0 && column !== 3 && column !== 4 ? 255 : 0;
  });
  const jpeg = await sharp(data, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const reds: number[] = [];
  for (const pack of [tinyPack('tiny_frame'), folder]) {
    const engine = await openEngine({ pack });
    t.after(() => engine.dispose());
    const image: Image = { kind: 'compressed', format: 'jpeg', data: Uint8Array.from(jpeg) };
    using window = engine.encode(clip([1], image), { preview: true });
    const { width } = await sharp(await window.preview(60)).metadata();
    assert.equal(width, 60);
    reds.push((await window.features())[0]!);
  }
  const [whole, reduced] = reds;
  assert.ok(whole! < 0.1, `${whole}`);
  assert.ok(Math.abs(reduced! - 0.75) < 0.03, `${reduced}`);
});

test('without pixels there is no preview, and all else', async (t) => {
  const engine = await opened(t, 'tiny_frame');
  using window = engine.encode(clip([1], plain(16, 16, red)));
  await assert.rejects(window.preview(8), {
    code: 'REQUEST_FAILED',
    message: /encode the clip with \{ preview: true \}/,
  });
  assert.equal((await window.predict([''])).embeddings.length, 1);
  assert.equal((await window.features()).length, 3);
});

test('a window whose frame cannot be read has neither answer, features nor preview', async (t) => {
  const engine = await opened(t, 'tiny_frame');
  const unreadable = { ...plain(16, 16, red), encoding: 'no such encoding' };
  using window = engine.encode(clip([1], unreadable), { preview: true });
  const failure = { code: 'FRAME_ENCODING' };
  await assert.rejects(window.predict(['']), failure);
  await assert.rejects(window.features(), failure);
  await assert.rejects(window.preview(8), failure);
});

test('a released window answers nothing more, nor does what waits for it; it may be released again', async (t) => {
  const engine = await opened(t, 'tiny_frame');
  const window = engine.encode(clip([1], plain(16, 16, red)));
  await window.predict(['']);
  window.release();
  window.release();
  window[Symbol.dispose]();
  await assert.rejects(window.predict(['']), {
    ...released,
    message: /predict was requested of a window/,
  });
  await assert.rejects(window.features(), released);
  await assert.rejects(window.preview(8), released);
  const hasty = engine.encode(clip([2], plain(16, 16, red)));
  const waiting = hasty.predict(['']);
  hasty.release();
  await assert.rejects(waiting, released);
  // Its frame has been read all the same: later windows need it.
  using later = engine.encode(clip([2, 3], plain(16, 16, red)));
  assert.equal((await later.predict([''])).windowStartNs, 2n);
});

test('windows that nobody releases do not add up: the oldest are let go', async (t) => {
  const engine = await opened(t, 'tiny_frame');
  const windows = Array.from({ length: 65 }, (_, i) =>
    engine.encode(clip([i + 1], plain(16, 16, red))),
  );
  await windows.at(-1)!.features();
  await assert.rejects(windows[0]!.features(), {
    ...released,
    message: /more than 64 windows have been encoded since/,
  });
  assert.equal((await windows[1]!.features()).length, 3);
});

/** A pack in a worker of its own, and what is posted to that: kinds of requests, and released handles. */
async function posting(t: TestContext) {
  const thread = startThread();
  const engine = new EngineClient(thread);
  await engine.load({
    kind: 'load',
    pack: tinyPack('tiny_frame'),
    compute: ONE_THREAD,
    maxBatch: 1,
  });
  t.after(() => engine.dispose());
  const posted: { readonly kind: string; readonly released: number }[] = [];
  const { port } = thread;
  const post = port.postMessage.bind(port);
  t.mock.method(port, 'postMessage', (envelope: Envelope, transfer: ArrayBuffer[] = []) => {
    posted.push({ kind: envelope.request.kind, released: envelope.released?.length ?? 0 });
    post(envelope, transfer);
  });
  return { engine, posted };
}

test('windows that have answered are released with the next request', async (t) => {
  const { engine, posted } = await posting(t);
  for (const id of [1, 2, 3]) {
    using window = engine.encode(clip([id], plain(16, 16, red)));
    await window.predict(['']);
  }
  assert.deepEqual(posted, [
    { kind: 'encode', released: 0 },
    { kind: 'predict', released: 0 },
    { kind: 'encode', released: 1 },
    { kind: 'predict', released: 0 },
    { kind: 'encode', released: 1 },
    { kind: 'predict', released: 0 },
  ]);
  // And by themselves where none comes.
  for (let i = 0; i < 3000 && posted.length < 7; i += 1) await sleep(10);
  assert.deepEqual(posted.at(-1), { kind: 'release', released: 1 });
});

test('a release does not wait where a request, or pixels, wait for it, nor where there are many', async (t) => {
  const { engine, posted } = await posting(t);
  const waits = engine.encode(clip([1], plain(16, 16, red)));
  const waiting = assert.rejects(waits.predict(['']), released);
  waits.release();
  const pixels = engine.encode(clip([2], plain(16, 16, red)), { preview: true });
  await pixels.preview(8);
  pixels.release();
  await waiting;
  assert.deepEqual(posted, [
    { kind: 'encode', released: 0 },
    { kind: 'predict', released: 0 },
    { kind: 'release', released: 1 },
    { kind: 'encode', released: 0 },
    { kind: 'preview', released: 0 },
    { kind: 'release', released: 1 },
  ]);
  posted.length = 0;
  const many = Array.from({ length: 20 }, (_, i) => engine.encode(clip([i + 3], plain(8, 8, red))));
  await Promise.all(many.map((window) => window.predict([''])));
  posted.length = 0;
  for (const window of many) window.release();
  assert.deepEqual(posted, [{ kind: 'release', released: 16 }]);
  await engine.encodeText(['a cup']);
  assert.deepEqual(posted.at(-1), { kind: 'encodeText', released: 4 });
});

test('a window of a closed engine rejects, and is released all the same', async (t) => {
  const engine = await opened(t, 'tiny_frame');
  const window = engine.encode(clip([1], plain(16, 16, red)));
  await window.predict(['']);
  await engine.dispose();
  await assert.rejects(window.features(), { code: 'ENGINE_CLOSED' });
  window.release();
});
