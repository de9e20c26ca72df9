import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { decompressFile } from '../../src/image/decompressFile.js';
import type { ImageSpec } from '../../src/image/imageSpec.js';
import { FramePreparer } from '../../src/image/prepareFrame.js';
import { checkout, cv2Missing } from '../fixtures/fixtures.js';
import { endOfImage, withStrayBytes } from '../fixtures/jpegSurgery.js';

const exact: ImageSpec = {
  width: 224,
  height: 224,
  resize: 'stretch',
  crop: 'none',
  interpolation: 'linear',
  channels: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const reduced: ImageSpec = { ...exact, decompress: 'reduced' };
const cropped: ImageSpec = { ...reduced, resize: 'short_side', short_side: 230, crop: 'center' };

const cat = (width: number, height: number): Sharp =>
  sharp(join(checkout, 'test/fixtures/cat.png'))
    .removeAlpha()
    .resize(width, height, { fit: 'fill' });

async function decompressed(data: Uint8Array, spec?: ImageSpec) {
  const { image, warnings } = await decompressFile({ kind: 'compressed', format: '', data }, spec);
  const { encoding, width, height } = image;
  return { image, warnings, is: [encoding, width, height] };
}

/** Levels `[3, height, width]`, as the X-Encoder gets them. */
async function prepared(data: Uint8Array, spec: ImageSpec): Promise<Float32Array> {
  const preparer = new FramePreparer(spec);
  const out = new Float32Array(preparer.length);
  preparer.prepare((await decompressed(data, spec)).image, out);
  preparer.dispose();
  return out;
}

const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: Float32Array): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

test('a JPEG of three times the wanted size, and more, becomes the wanted size; nothing else does', async () => {
  const jpeg = async (width: number, height: number): Promise<Buffer> =>
    cat(width, height).jpeg().toBuffer();
  const large = await jpeg(1280, 720);
  assert.deepEqual((await decompressed(large, reduced)).is, ['rgb8', 224, 224]);
  assert.deepEqual((await decompressed(await jpeg(672, 672), reduced)).is, ['rgb8', 224, 224]);
  assert.deepEqual((await decompressed(await jpeg(1280, 671), reduced)).is, ['rgb8', 1280, 671]);
  // Before it is cropped.
  assert.deepEqual((await decompressed(large, cropped)).is, ['rgb8', 408, 230]);
  for (const spec of [undefined, exact, { ...exact, decompress: 'exact' } as const])
    assert.deepEqual((await decompressed(large, spec)).is, ['rgb8', 1280, 720]);
  const gray = await cat(1280, 720).toColourspace('b-w').jpeg().toBuffer();
  assert.deepEqual((await decompressed(gray, reduced)).is, ['rgb8', 224, 224]);
  const progressive = await cat(1280, 720).jpeg({ progressive: true }).toBuffer();
  assert.deepEqual((await decompressed(progressive, reduced)).is, ['rgb8', 224, 224]);
  const png = await cat(1280, 720).png().toBuffer();
  assert.deepEqual((await decompressed(png, reduced)).is, ['rgb8', 1280, 720]);
});

test(
  "pixels are those of OpenCV's area, which counts every pixel, too",
  { skip: cv2Missing() },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vljepa-reduced-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const sizes = [
      [1280, 720],
      [1919, 1081],
      [3840, 2160],
      [800, 720],
    ] as const;
    const cases = sizes.flatMap(([width, height]) =>
      [reduced, cropped].map((spec) => ({ width, height, spec })),
    );
    const files = await Promise.all(
      cases.map(({ width, height }) => cat(width, height).jpeg().toBuffer()),
    );
    files.forEach((file, i) => writeFileSync(join(folder, `${i}.jpg`), file));
    const asked = cases.map(({ spec }, i) => {
      return { file: `${i}.jpg`, spec: { ...spec, interpolation: 'area' } };
    });
    execFileSync('python3', [join(checkout, 'test/fixtures/cv2_reference.py')], {
      input: JSON.stringify({ folder, cases: asked }),
    });
    for (const [i, { width, height, spec }] of cases.entries()) {
      const bytes = readFileSync(join(folder, `${i}.out`));
      const reference = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      const got = await prepared(files[i]!, spec);
      const off = mean(got.map((value, j) => Math.abs(value - reference[j]!)));
      assert.ok(off < 2, `${width} × ${height}, ${spec.resize}: off by ${off} on average`);
    }
  },
);

test('what is finer than the wanted pixels becomes its mean, and no false pattern', async () => {
  const [width, height] = [1280, 720];
  // Rings ever finer towards the edge: between pixels that are left out, they look like others.
  const rings = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) - width / 2, Math.floor(i / width) - height / 2];
    return 128 + 100 * Math.cos((x * x + y * y) / 150);
  });
  const file = await sharp(rings, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  /** Of the corner, whose rings are some 2 pixels wide. */
  const pattern = async (spec: ImageSpec): Promise<number> => {
    const levels = await prepared(file, spec);
    const rows = Array.from({ length: 30 }, (_, y) => levels.subarray(224 * y, 224 * y + 30));
    return deviation(Float32Array.from(rows.flatMap((row) => [...row])));
  };
  assert.ok((await pattern(exact)) > 30, 'sampled');
  assert.ok((await pattern(reduced)) < 5, 'reduced');
});

test('what is wrong with a file is found as when all of it is decompressed', async () => {
  const small = { width: 32, height: 24 };
  const specs = [exact, reduced].map((spec) => ({ ...spec, ...small }));
  const picture = cat(128, 96);
  const plain = await picture.clone().jpeg().toBuffer();
  const progressive = await picture.clone().jpeg({ progressive: true }).toBuffer();
  const told = async (data: Buffer, spec: ImageSpec): Promise<string> => {
    try {
      return (await decompressed(data, spec)).warnings.join();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const seen = new Set<string>();
  for (const file of [plain, withStrayBytes(plain), progressive])
    for (let length = 20; length <= file.length; length += 97)
      for (const end of [[], endOfImage]) {
        const cut = Buffer.concat([file.subarray(0, length), Buffer.from(end)]);
        const [whole, less] = await Promise.all(specs.map((spec) => told(cut, spec)));
        assert.equal(less, whole, `${length} of ${file.length} bytes`);
        seen.add(less!);
      }
  for (const spec of specs) {
    seen.add(await told(plain, spec));
    seen.add(await told(withStrayBytes(plain), spec));
  }
  assert.deepEqual([...seen].sort(), ['', 'FRAME_CORRUPT', 'jpeg_warning']);
});
