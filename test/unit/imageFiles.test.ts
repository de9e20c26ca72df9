import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import type { RawImage } from '../../src/frame.js';
import { decompressFile } from '../../src/image/decompressFile.js';
import { readFileHeader } from '../../src/image/fileHeader.js';
import { plain } from '../fixtures/fixtures.js';

const WIDTH = 40;
const HEIGHT = 24;
const source = (colour: readonly [number, number, number] = [200, 100, 50]): Sharp =>
  sharp(plain(WIDTH, HEIGHT, colour).data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const decompress = async (data: Uint8Array, format = ''): Promise<RawImage> =>
  (await decompressFile({ kind: 'compressed', format, data })).image;

/** A JPEG with noise enough to have pixel data worth damaging. */
async function noisyJpeg(): Promise<Buffer> {
  const side = 128;
  let state = 7;
  const data = Uint8Array.from({ length: side * side * 3 }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >>> 16;
  });
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .jpeg()
    .toBuffer();
}

/** Writes another size into a JPEG's baseline frame header. */
function claim(jpeg: Buffer, width: number, height = width): Buffer {
  const changed = Buffer.from(jpeg);
  const at = changed.indexOf(Buffer.from([0xff, 0xc0]));
  changed.writeUInt16BE(height, at + 5);
  changed.writeUInt16BE(width, at + 7);
  return changed;
}

test('PNG of any kind becomes 8-bit RGB: plain, palette, alpha, gray, 16 bit', async () => {
  const files: [string, Buffer, [number, number, number]][] = [
    ['plain', await source().png().toBuffer(), [200, 100, 50]],
    ['palette', await source().png({ palette: true }).toBuffer(), [200, 100, 50]],
    ['alpha', await source().ensureAlpha(0.5).png().toBuffer(), [200, 100, 50]],
    ['16 bit', await source().toColourspace('rgb16').png().toBuffer(), [200, 100, 50]],
    ['gray', await source([90, 90, 90]).toColourspace('b-w').png().toBuffer(), [90, 90, 90]],
  ];
  for (const [name, file, colour] of files) {
    const image = await decompress(file);
    assert.deepEqual([image.encoding, image.width, image.height], ['rgb8', WIDTH, HEIGHT], name);
    assert.deepEqual([...image.data.subarray(0, 3)], colour, name);
    assert.equal(image.data.length, image.step * HEIGHT, name);
  }
});

test('the bytes decide what a file is, whatever its format says', async () => {
  const jpeg = await source().jpeg().toBuffer();
  const png = await source().png().toBuffer();
  for (const format of ['', 'jpeg', 'png', 'bgr8; jpeg compressed bgr8', 'rgb8; png compressed']) {
    assert.equal((await decompress(jpeg, format)).width, WIDTH);
    assert.equal((await decompress(png, format)).width, WIDTH);
  }
});

test('bytes behind the end of a JPEG, as some cameras pad it, do no harm', async () => {
  const jpeg = await source().jpeg().toBuffer();
  assert.equal((await decompress(Buffer.concat([jpeg, Buffer.alloc(500)]))).height, HEIGHT);
});

test('formats that are neither JPEG nor PNG are FRAME_ENCODING', async () => {
  const png = await source().png().toBuffer();
  await assert.rejects(decompress(png, '16UC1; compressedDepth png'), { code: 'FRAME_ENCODING' });
  await assert.rejects(decompress(Buffer.from([0, 0, 0, 1, 9]), 'h264'), {
    code: 'FRAME_ENCODING',
    message: /"h264".*jpeg or png/,
  });
});

test('a file that claims 60 000 × 60 000 pixels is refused before it is decompressed', async () => {
  await assert.rejects(decompress(claim(await source().jpeg().toBuffer(), 60000)), {
    code: 'FRAME_TOO_LARGE',
    message: /60000 × 60000/,
  });
  const png = await source().png().toBuffer();
  png.writeUInt32BE(60000, 16);
  png.writeUInt32BE(60000, 20);
  await assert.rejects(decompress(png), { code: 'FRAME_TOO_LARGE' });
});

test('files that are cut short or damaged are FRAME_CORRUPT, those without bytes FRAME_EMPTY', async () => {
  const jpeg = await noisyJpeg();
  const png = await source().png().toBuffer();
  const damaged = Buffer.from(jpeg);
  damaged.fill(0xff, jpeg.length / 2, jpeg.length / 2 + 200);
  const files: [string, Uint8Array, RegExp][] = [
    ['half a JPEG', jpeg.subarray(0, jpeg.length / 2), /128 × 128 pixels cannot be decompressed/],
    ['a JPEG with damaged pixels', damaged, /cannot be decompressed/],
    [
      'the first bytes of a JPEG',
      jpeg.subarray(0, 10),
      /got 10 bytes that start with ffd8ff[^:]*: .*JPG/,
    ],
    [
      'a JPEG without segments',
      Buffer.from([0xff, 0xd8, 0x00, 0x00]),
      /got 4 bytes that start with ffd80000: Invalid JPG/,
    ],
    [
      'a JPEG of nothing',
      Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
      /got 4 bytes that start with ffd8ffd9: .*JPG/,
    ],
    ['half a PNG', png.subarray(0, png.length / 2), /cannot be decompressed/],
    ['the first bytes of a PNG', png.subarray(0, 20), /got 20 bytes that start with 89504e47/],
    ['text', Buffer.from('hello, world'), /expected a JPEG or PNG file, got 12 bytes/],
    ['a GIF', Buffer.from('GIF89a\x05\0\x05\0'), /expected a JPEG or PNG file.*: it is gif/],
  ];
  for (const [name, file, message] of files) {
    await assert.rejects(decompress(file, 'jpeg'), { code: 'FRAME_CORRUPT', message }, name);
  }
  await assert.rejects(decompress(new Uint8Array(0)), { code: 'FRAME_EMPTY' });
  await assert.rejects(decompress(claim(jpeg, 0)), { code: 'FRAME_EMPTY' });
  await assert.rejects(decompress(claim(jpeg, 0, 8)), { code: 'FRAME_EMPTY' });
  await assert.rejects(decompress(claim(jpeg, 8, 0)), { code: 'FRAME_EMPTY' });
});

test('the header says type and size', async () => {
  const size = { width: WIDTH, height: HEIGHT };
  assert.deepEqual(readFileHeader(await source().jpeg().toBuffer()), { type: 'jpeg', ...size });
  const progressive = await source().jpeg({ progressive: true }).toBuffer();
  assert.deepEqual(readFileHeader(progressive), { type: 'jpeg', ...size });
  assert.deepEqual(readFileHeader(await source().png().toBuffer()), { type: 'png', ...size });
});
