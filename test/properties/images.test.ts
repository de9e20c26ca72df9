import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { decompressFile } from '../../src/image/decompressFile.js';
import { encodingNames } from '../../src/image/encodings.js';
import { FramePreparer } from '../../src/image/prepareFrame.js';
import type { ImageSpec } from '../../src/image/imageSpec.js';
import { readImage } from '../../src/messages/image.js';
import { smallImage } from '../bags/mcapFiles.js';
import { checkout } from '../fixtures/fixtures.js';
import { assertTold, damaged, part, watchMemory } from './cases.js';

after(watchMemory());

const specs: readonly ImageSpec[] = (['linear', 'area', 'cubic'] as const).flatMap(
  (interpolation) =>
    (['stretch', 'short_side'] as const).map((resize) => ({
      ...{ height: 24, width: 32, interpolation, resize, channels: 'rgb' as const },
      crop: resize === 'stretch' ? ('none' as const) : ('center' as const),
      ...(resize === 'short_side' && { short_side: 32 }),
      mean: [127, 127, 127],
      std: [128, 128, 128],
    })),
);

const size = fc.oneof(
  { weight: 8, arbitrary: fc.nat(70) },
  { weight: 1, arbitrary: fc.nat(0xffffffff) },
);
const rawImage = fc
  .record({
    encoding: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...encodingNames) },
      { weight: 1, arbitrary: fc.string() },
    ),
    width: size,
    height: size,
    bigEndian: fc.boolean(),
    /** Bytes of a row beyond, or short of, its pixels. */
    padding: fc.integer({ min: -2, max: 9 }),
    channels: fc.integer({ min: 1, max: 8 }),
    missing: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -9, max: 9 })),
    fill: fc.nat(255),
  })
  .map(({ padding, channels, missing, fill, ...image }) => {
    const step = Math.max(0, image.width * channels + padding) % 2 ** 32;
    const length = Math.max(0, step * image.height - missing);
    const data = new Uint8Array(Math.min(length, 70 * 8 * 70 * 2)).fill(fill);
    return { kind: 'raw' as const, ...image, step, data };
  });

test('a raw image is prepared, in finite numbers, or refused with its reason', () => {
  const preparers = specs.map((spec) => new FramePreparer(spec));
  let prepared = 0;
  fc.assert(
    fc.property(rawImage, fc.constantFrom(...preparers), (image, preparer) => {
      const out = new Float32Array(preparer.length).fill(NaN);
      try {
        preparer.prepare(image, out);
      } catch (error) {
        assertTold(error, /^FRAME_/);
        return;
      }
      prepared += 1;
      assert.ok(out.every(Number.isFinite));
    }),
    part(0.35),
  );
  for (const preparer of preparers) preparer.dispose();
  assert.ok(prepared > 0, 'not one of the images was a picture');
});

test('a serialized message is read within its bytes, or refused', () => {
  const message = smallImage(1_700_000_000_123_456_789n);
  fc.assert(
    fc.property(
      fc.constantFrom('raw' as const, 'compressed' as const),
      fc.oneof(damaged(message), fc.uint8Array({ maxLength: 200 })),
      (kind, bytes) => {
        try {
          const { image } = readImage(kind, bytes);
          assert.ok(image.data.byteLength <= bytes.byteLength);
          assert.equal(image.data.buffer, bytes.buffer);
        } catch (error) {
          assertTold(error, /^FRAME_MALFORMED$/);
        }
      },
    ),
    part(0.15),
  );
});

test('a damaged JPEG or PNG gives a picture of its own size or of that wanted, or is refused', async () => {
  const reduced: ImageSpec = { ...specs[0]!, height: 9, width: 12, decompress: 'reduced' };
  const picture = sharp(readFileSync(join(checkout, 'test/fixtures/cat.png'))).resize(40, 30);
  const jpeg = await picture.clone().jpeg().toBuffer();
  const restarts = await picture.clone().jpeg({ progressive: true }).toBuffer();
  const png = await picture.clone().png().toBuffer();
  const file = fc.oneof(...[jpeg, restarts, png].map(damaged), fc.uint8Array({ maxLength: 100 }));
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.constantFrom('jpeg', 'png', '', 'rgb8; jpeg'),
      fc.constantFrom(undefined, reduced),
      async (data, format, spec) => {
        try {
          const { image } = await decompressFile(
            { kind: 'compressed', format, data: data.slice() },
            spec,
          );
          assert.ok(image.data.length >= image.step * image.height);
        } catch (error) {
          assertTold(error, /^FRAME_/);
        }
      },
    ),
    part(0.15),
  );
});
