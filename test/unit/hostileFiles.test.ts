import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { Opcode } from '@mcap/core';
import sharp from 'sharp';
import { openBag } from '../../src/bags/openBag.js';
import { ONE_THREAD } from '../../src/executionProvider.js';
import { loadPack } from '../../src/engine/worker/loadPack.js';
import { VljepaError } from '../../src/errors.js';
import { decompressFile } from '../../src/image/decompressFile.js';
import { images, mcap, recordsOf } from '../bags/mcapFiles.js';
import { plain, tinyPack } from '../fixtures/fixtures.js';

/** What reading a file of a few bytes may cost; each of these claims much more. */
const LIMIT_MIB = 64;

/** The libraries take memory when they are first used. */
before(async () => {
  await (await loadPack(tinyPack('tiny_frame'), ONE_THREAD)).dispose();
  for (const file of [
    await smallPicture().jpeg().toBuffer(),
    await smallPicture().png().toBuffer(),
  ])
    await decompressFile({ kind: 'compressed', format: '', data: file });
  await readAll(await mcap([{}], images(5)));
});

/** Fails where the process ever held more than a small file may cost. */
async function inBounds(work: () => Promise<void>): Promise<void> {
  const before = peakMib();
  await work();
  const grown = peakMib() - before;
  assert.ok(grown < LIMIT_MIB, `${grown.toFixed(0)} MiB`);
}

function peakMib(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function smallPicture() {
  return sharp(plain(40, 24, [200, 100, 50]).data, { raw: { width: 40, height: 24, channels: 3 } });
}

// 7900 × 7900 pixels are fewer than the limit and take 180 MiB.
const SIDE = 7900;

test('a JPEG or PNG too small for the picture that it claims is refused with its size', async () => {
  const jpeg = await smallPicture().jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(SIDE, frame + 5);
  jpeg.writeUInt16BE(SIDE, frame + 7);
  const progressive = await smallPicture().jpeg({ progressive: true }).toBuffer();
  const progressiveFrame = progressive.indexOf(Buffer.from([0xff, 0xc2]));
  progressive.writeUInt16BE(SIDE, progressiveFrame + 5);
  progressive.writeUInt16BE(SIDE, progressiveFrame + 7);
  const png = await smallPicture().png().toBuffer();
  png.writeUInt32BE(SIDE, 16);
  png.writeUInt32BE(SIDE, 20);
  for (const data of [jpeg, progressive, png]) {
    await inBounds(() =>
      assert.rejects(decompressFile({ kind: 'compressed', format: '', data }), {
        code: 'FRAME_CORRUPT',
        message: new RegExp(`${data.length} bytes cannot hold 7900 × 7900 pixels`),
      }),
    );
  }
});

test('the smallest JPEG and PNG that a picture of one colour can be are read', async () => {
  const side = 2000;
  const flat = sharp({ create: { width: side, height: side, channels: 3, background: '#123456' } });
  const files = [
    await flat.clone().jpeg({ quality: 1, progressive: true }).toBuffer(),
    await flat.clone().jpeg({ quality: 1, optimizeCoding: true }).toBuffer(),
    await flat.clone().png({ compressionLevel: 9, palette: true, colours: 2 }).toBuffer(),
  ];
  for (const data of files) {
    const { image } = await decompressFile({ kind: 'compressed', format: '', data });
    assert.equal(image.width, side, `${data.length} bytes`);
  }
});

/** Fields of a protocol buffer, as far as a graph needs them. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
function number(field: number, value: number): number[] {
  return [field << 3, ...varint(value)];
}
function bytes(field: number, value: readonly number[] | string): number[] {
  const content = typeof value === 'string' ? [...Buffer.from(value)] : value;
  return [(field << 3) | 2, ...varint(content.length), ...content];
}

/** onnx.TensorProto */
const FLOAT = 1;
const EXTERNAL = 1;
const entry = (key: string, value: string) => bytes(13, [...bytes(1, key), ...bytes(2, value)]);

/** A graph whose output is a tensor of `side` × `side` floats that it declares. */
function declaring(side: number, content: readonly number[]): Buffer {
  const shape = [...number(1, side), ...number(1, side)];
  const tensor = [...shape, ...number(2, FLOAT), ...bytes(8, 'embedding'), ...content];
  const type = bytes(1, number(1, FLOAT));
  const output = [...bytes(1, 'embedding'), ...bytes(2, type)];
  const graph = [...bytes(2, 'graph'), ...bytes(5, tensor), ...bytes(12, output)];
  return Buffer.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);
}

interface Manifest {
  readonly files: Record<string, { sha256: string; bytes: number }>;
  readonly x_encoder: { readonly image: object; readonly tokens: object };
}

/** A copy of a tiny pack with another Predictor, another manifest, or both. */
function pack(
  t: TestContext,
  predictor: Buffer | undefined,
  change: (manifest: Manifest) => unknown = (manifest) => manifest,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-hostile-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(tinyPack('tiny_frame'), folder, { recursive: true });
  const path = join(folder, 'pack.yaml');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  if (predictor !== undefined) {
    writeFileSync(join(folder, 'predictor.onnx'), predictor);
    const sha256 = createHash('sha256').update(predictor).digest('hex');
    manifest.files['predictor.onnx'] = { sha256, bytes: predictor.length };
  }
  const changed = change(manifest);
  writeFileSync(path, typeof changed === 'string' ? changed : JSON.stringify(changed));
  return folder;
}

test('a graph that declares a tensor of 16 GiB and holds four bytes of it is PACK_GRAPH', async (t) => {
  // One that holds what it declares loads, and is refused for what it is not: a Predictor.
  const honest = pack(t, declaring(3, bytes(9, Array<number>(36).fill(0))));
  await assert.rejects(loadPack(honest, ONE_THREAD), { code: 'PACK_SHAPE' });
  const folder = pack(t, declaring(65_536, bytes(9, [0, 0, 0, 0])));
  await inBounds(() => assert.rejects(loadPack(folder, ONE_THREAD), { code: 'PACK_GRAPH' }));
});

test('a graph whose tensor lies in a file outside of the pack is PACK_GRAPH', async (t) => {
  const outside = mkdtempSync(join(tmpdir(), 'vljepa-outside-'));
  t.after(() => rmSync(outside, { recursive: true }));
  const secret = join(outside, 'secret');
  writeFileSync(secret, Buffer.alloc(36));
  for (const location of [secret, `../${outside.split('/').at(-1)}/secret`, '/dev/zero']) {
    const external = [...entry('location', location), ...number(14, EXTERNAL)];
    const folder = pack(t, declaring(3, external));
    await inBounds(() => assert.rejects(loadPack(folder, ONE_THREAD), { code: 'PACK_GRAPH' }));
  }
});

test('a manifest that claims pictures or tokens without end is refused by its graphs', async (t) => {
  const size = { height: 1e9, width: 1e9 };
  const folders = [
    pack(t, undefined, (m) => ({
      ...m,
      x_encoder: { ...m.x_encoder, image: { ...m.x_encoder.image, ...size } },
    })),
    pack(t, undefined, (m) => ({
      ...m,
      x_encoder: { ...m.x_encoder, tokens: { count: 1e15, dimension: 1e15 } },
    })),
    pack(t, undefined, (m) => ({ ...m, embedding_dimension: 1e15 })),
  ];
  for (const folder of folders)
    await inBounds(() => assert.rejects(loadPack(folder, ONE_THREAD), { code: 'PACK_SHAPE' }));
});

test('a manifest whose aliases unfold to a billion values is PACK_UNREADABLE', async (t) => {
  const doubled = Array.from({ length: 9 }, (_, level) => {
    const aliases = Array.from({ length: 10 }, () => `*a${level}`).join(', ');
    return `a${level + 1}: &a${level + 1} [${aliases}]`;
  });
  const folder = pack(t, undefined, () => ['a0: &a0 [x]', ...doubled].join('\n'));
  await inBounds(() => assert.rejects(loadPack(folder, ONE_THREAD), { code: 'PACK_UNREADABLE' }));
});

/** Reads a bag to its end. @returns its messages, or the code of the refusal */
async function readAll(content: Buffer, sparseBytes?: number): Promise<number | string> {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-hostile-'));
  try {
    const path = join(folder, 'bag.mcap');
    writeFileSync(path, content);
    if (sparseBytes !== undefined) truncateSync(path, sparseBytes);
    const bag = await openBag(path);
    let count = 0;
    try {
      for await (const message of bag.messages(bag.topics.map(({ name }) => name)))
        count += message.data.length > 0 ? 1 : 0;
    } finally {
      await bag.close();
    }
    return count;
  } catch (error) {
    if (error instanceof VljepaError) return error.code;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const MIB = 2 ** 20;

/** @param length what the last record of a kind claims */
async function claiming(kind: Opcode, length: bigint): Promise<Buffer> {
  const file = await mcap([{}], images(20), { chunkSize: 300 });
  const { at } = recordsOf(file).findLast(({ opcode }) => opcode === (kind as number))!;
  file.writeBigUInt64LE(length, at + 1);
  // Of its records, where it is not compressed.
  if (kind === Opcode.CHUNK) file.writeBigUInt64LE(length - 40n, at + 9 + 32);
  return file;
}

const kinds = ['SCHEMA', 'CHANNEL', 'MESSAGE_INDEX', 'CHUNK_INDEX', 'STATISTICS', 'CHUNK'] as const;
for (const kind of kinds) {
  test(`a bag with a ${kind} that claims 4 EiB: what can be read, in bounded memory`, async () => {
    const file = await claiming(Opcode[kind], 2n ** 62n);
    await inBounds(async () => assert.equal(typeof (await readAll(file)), 'number'));
  });
}

for (const kind of ['SCHEMA', 'CHANNEL', 'MESSAGE_INDEX', 'CHUNK_INDEX'] as const) {
  test(`a ${kind} as long as a sparse file of 320 MiB is not held in memory`, async () => {
    const file = await claiming(Opcode[kind], BigInt(300 * MIB));
    await inBounds(async () => {
      const read = await readAll(file, 320 * MIB);
      assert.ok(read === 'BAG_UNREADABLE' || typeof read === 'number', String(read));
    });
  });
}

test('a chunk of 2 GiB in a sparse file costs itself', async () => {
  const file = await claiming(Opcode.CHUNK, BigInt(2048 * MIB));
  await inBounds(async () => {
    const read = await readAll(file, 2064 * MIB);
    assert.ok(read === 'BAG_UNREADABLE' || typeof read === 'number', String(read));
  });
});
