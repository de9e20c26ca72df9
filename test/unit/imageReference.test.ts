import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { RawImage } from '../../src/frame.js';
import { decompressFile } from '../../src/image/decompressFile.js';
import type { ImageSpec } from '../../src/image/imageSpec.js';
import { FramePreparer } from '../../src/image/prepareFrame.js';
import { checkout, cv2Missing } from '../fixtures/fixtures.js';

const skip = cv2Missing();

const spec: ImageSpec = {
  width: 64,
  height: 48,
  resize: 'stretch',
  crop: 'none',
  interpolation: 'linear',
  channels: 'rgb',
  mean: [127, 120, 110],
  std: [128, 60, 50],
};
/** Rounding in 8 bit may go either way once in each of the two steps, on the channel with the smallest std. */
const TOLERANCE = 2.01 / 50;

/** Waves with noise of a fixed seed: every byte of the buffer is used, whatever the encoding. */
function texture(length: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return 128 + 90 * Math.sin(i / 37) * Math.cos(i / 911) + ((state >>> 8) % 32);
  });
}

function raw(encoding: string, width: number, height: number): RawImage {
  const channels = /^(rgb|bgr)a|C4$/.test(encoding)
    ? 4
    : /^(rgb|bgr)|C3$/.test(encoding)
      ? 3
      : encoding.startsWith('yuv')
        ? 2
        : 1;
  const rows = /^(nv|i4|yv1)/.test(encoding) ? height * 1.5 : height;
  const step = width * channels * (/16$|^16U/.test(encoding) ? 2 : 1);
  const data = texture(rows * step);
  return { kind: 'raw', encoding, width, height, step, bigEndian: false, data };
}

interface Case {
  readonly image: RawImage;
  readonly file?: string;
  readonly spec: ImageSpec;
}

/** Prepares each case here and in Python and returns the largest difference of each. */
function differences(folder: string, cases: readonly Case[]): number[] {
  const job = cases.map(({ image, file, spec }, i) => {
    const { encoding, width, height } = image;
    if (file !== undefined) return { file, spec };
    writeFileSync(join(folder, `${i}.raw`), image.data);
    return { raw: `${i}.raw`, encoding, width, height, spec };
  });
  execFileSync('python3', [join(checkout, 'test/fixtures/cv2_reference.py')], {
    input: JSON.stringify({ folder, cases: job }),
  });
  return cases.map(({ image, spec }, i) => {
    const preparer = new FramePreparer(spec);
    const out = new Float32Array(preparer.length);
    preparer.prepare(image, out);
    preparer.dispose();
    const bytes = readFileSync(join(folder, `${i}.out`));
    const reference = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    assert.equal(out.length, reference.length);
    return out.reduce(
      (worst, value, j) => Math.max(worst, Math.abs(value - (reference[j] ?? NaN))),
      0,
    );
  });
}

test(
  'pixels are those of Python OpenCV: encodings, resizing, cropping, files',
  { skip },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vljepa-cv2-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const encodings = [
      'rgb8',
      'bgr8',
      'rgba8',
      'bgra8',
      'mono8',
      'yuv422',
      'yuv422_yuy2',
      'nv12',
      'nv21',
      'i420',
      'yv12',
      'rgb16',
      'bgr16',
      'rgba16',
      'bgra16',
      'mono16',
      '8UC1',
      '8UC3',
      '8UC4',
      '16UC1',
      '16UC3',
      '16UC4',
    ];
    const bayer = ['rggb', 'bggr', 'gbrg', 'grbg'].map((pattern) => `bayer_${pattern}8`);
    const cases: Case[] = [
      ...[...encodings, ...bayer].map((encoding) => ({ image: raw(encoding, 320, 240), spec })),
      // Chroma planes that end in the middle of a row of the buffer.
      ...['i420', 'yv12'].map((encoding) => ({ image: raw(encoding, 322, 242), spec })),
      { image: raw('bgr8', 322, 242), spec: { ...spec, interpolation: 'area' } },
      { image: raw('rgb8', 322, 242), spec: { ...spec, interpolation: 'cubic', channels: 'bgr' } },
      { image: raw('rgb8', 20, 30), spec },
      ...(
        [
          [320, 240],
          [241, 333],
          [100, 100],
        ] as const
      ).map(([width, height]) => ({
        image: raw('rgb8', width, height),
        spec: { ...spec, resize: 'short_side', short_side: 80, crop: 'center' } as const,
      })),
    ];
    const picture = raw('rgb8', 320, 240);
    const source = sharp(picture.data, { raw: { width: 320, height: 240, channels: 3 } });
    for (const [file, data] of [
      ['a.jpg', await source.jpeg({ quality: 80 }).toBuffer()],
      ['a.png', await source.png().toBuffer()],
    ] as const) {
      writeFileSync(join(folder, file), data);
      const { image } = await decompressFile({ kind: 'compressed', format: '', data });
      cases.push({ image, file, spec });
    }
    differences(folder, cases).forEach((difference, i) => {
      const { image, spec } = cases[i]!;
      assert.ok(
        difference <= TOLERANCE,
        `${image.encoding} ${image.width} × ${image.height} ${spec.interpolation} is off by ${difference}`,
      );
    });
  },
);
