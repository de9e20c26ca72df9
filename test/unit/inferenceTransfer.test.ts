import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markAsUntransferable, MessageChannel } from 'node:worker_threads';
import sharp from 'sharp';
import type { RawImage } from '../../src/frame.js';
import { forTransfer } from '../../src/engine/pixelTransfer.js';
import { freeImage } from '../../src/image/freeImage.js';

const image = (data: Uint8Array): RawImage => ({
  kind: 'raw',
  encoding: 'mono8',
  width: data.length,
  height: 1,
  step: data.length,
  bigEndian: false,
  data,
});

/** Detached, as after a transfer. */
function gone(): Uint8Array {
  const data = new Uint8Array(100_000);
  structuredClone(data, { transfer: [data.buffer] });
  return data;
}

function marked(): Uint8Array {
  const data = new Uint8Array(100_000).fill(7);
  markAsUntransferable(data.buffer);
  return data;
}

/** Node.js has it, its type declarations do not. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer } };
};

/** Memory of every kind that an image may lie in; no two of a kind share any. */
const kinds: readonly [what: string, data: () => Uint8Array | Promise<Uint8Array>][] = [
  ['memory of its own', () => new Uint8Array(100).fill(7)],
  ['nearly all of a large buffer', () => new Uint8Array(new ArrayBuffer(100_000), 80, 99_000)],
  ['a little of a buffer', () => new Uint8Array(new ArrayBuffer(200), 50, 100).fill(7)],
  ['a third of a large buffer', () => new Uint8Array(new ArrayBuffer(300_000), 0, 100_000)],
  ['shared memory', () => new Uint8Array(new SharedArrayBuffer(100_000)).fill(7)],
  ["Node's pool", () => Buffer.from('pixels of a small picture')],
  ['a Buffer', () => Buffer.alloc(100_000, 7)],
  ['a buffer that must not be moved', marked],
  ["WebAssembly's memory", () => new Uint8Array(new WebAssembly.Memory({ initial: 2 }).buffer)],
  [
    'a buffer that can grow',
    () => new Uint8Array(Reflect.construct(ArrayBuffer, [100_000, { maxByteLength: 200_000 }])),
  ],
  [
    "sharp's memory",
    () =>
      sharp({ create: { width: 200, height: 200, channels: 3, background: 'red' } })
        .raw()
        .toBuffer(),
  ],
];

for (const [what, make] of kinds) {
  test(`${what}: the pixels arrive whole, nothing else is lost`, async () => {
    const data = await make();
    const before = [...data];
    const neighbours = data.buffer.byteLength > data.byteLength + 4096;
    const { image: sent, transfer } = forTransfer(image(data));
    assert.deepEqual(transfer, [sent.data.buffer]);
    if (neighbours) assert.deepEqual([...data], before);
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<RawImage>((resolve) => port2.once('message', resolve));
    port1.postMessage(sent, transfer);
    assert.deepEqual([...(await arrived).data], before);
    port1.close();
  });

  test(`${what}: can be given back, also twice`, async () => {
    const data = await make();
    freeImage(image(data));
    freeImage(image(data));
    assert.ok(data.byteLength >= 0);
  });
}

test('pixels that own their buffer, or nearly all of a large one, are moved and not copied', () => {
  for (const data of [new Uint8Array(100), new Uint8Array(new ArrayBuffer(100_000), 80, 99_000)]) {
    const { byteOffset, byteLength } = data;
    const { image: sent } = forTransfer(image(data));
    assert.equal(data.byteLength, 0);
    assert.deepEqual([sent.data.byteOffset, sent.data.byteLength], [byteOffset, byteLength]);
  }
});

test('pixels that share a buffer are copied into one of just their size', () => {
  const data = new Uint8Array(new ArrayBuffer(300_000), 0, 100_000);
  assert.equal(forTransfer(image(data)).transfer[0]?.byteLength, 100_000);
  assert.equal(data.byteLength, 100_000);
});

test('a large image that is given back is empty at once; a small one is left alone', () => {
  const [large, small] = [new Uint8Array(100_000), new Uint8Array(100)];
  freeImage(image(large));
  freeImage(image(small));
  assert.deepEqual([large.byteLength, small.byteLength], [0, 100]);
});

test('pixels that were handed over before, or are not there, are sent as none', () => {
  for (const data of [gone(), new Uint8Array(0)]) {
    const sent = forTransfer(image(data));
    assert.equal(sent.image.data.byteLength, 0);
    assert.deepEqual(sent.transfer, []);
    freeImage(image(data));
  }
});
