import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Image } from '../../src/frame.js';
import { decodedTextMessage } from '../../src/messages/outputs.js';
import { RecentImages } from '../../src/report/recentImages.js';
import { Recording } from '../../src/report/recording.js';
import { TextThumbnails } from '../../src/report/textThumbnails.js';

const CAMERA = 'front';

/** Evenly gray. */
function gray(level: number): Image {
  const data = new Uint8Array(16).fill(level);
  const size = { width: 4, height: 4, step: 4, bigEndian: false };
  return { kind: 'raw', encoding: 'mono8', ...size, data };
}

function text(stampNs: bigint, camera = CAMERA) {
  const decoded = { stampNs, camera, frameId: 'optical', query: '', segment: 0, change: 0 };
  const words = {
    segmentStartNs: 0n,
    text: 'a box',
    confidence: 1,
    similarity: 1,
    alternatives: [],
    reason: 'FIRST' as const,
  };
  return decodedTextMessage({ ...decoded, ...words }, 'p/1');
}

/** What a recording shows for a text at each of the stamps, after those images. */
async function shown(
  images: readonly (readonly [stampNs: bigint, image: Image])[],
  stamps: readonly bigint[],
  camera = CAMERA,
): Promise<(number | undefined)[]> {
  const recording = new Recording();
  const recent = new RecentImages(2);
  const thumbnails = new TextThumbnails(recording, recent);
  for (const [stampNs, image] of images) recent.add(CAMERA, stampNs, image);
  for (const stampNs of stamps) await thumbnails.addText(text(stampNs, camera));
  return Promise.all(
    stamps.map(async (stampNs) => {
      const source = recording.pictures(camera).find((one) => one.stampNs === stampNs)?.source;
      if (source === undefined) return undefined;
      const bytes = Buffer.from(source.replace('data:image/jpeg;base64,', ''), 'base64');
      return (await sharp(bytes).raw().toBuffer())[0];
    }),
  );
}

test("a text shows the image with its stamp, else the camera's newest", async () => {
  const images = [
    [1n, gray(10)],
    [2n, gray(90)],
    [3n, gray(200)],
  ] as const;
  assert.deepEqual(await shown(images, [2n, 3n]), [90, 200]);
  assert.deepEqual(await shown(images, [1n]), [200], 'two images are kept');
  assert.deepEqual(await shown(images, [2n], 'rear'), [undefined]);
});

test('an image that no viewer can show costs its picture only', async () => {
  const file: Image = { kind: 'compressed', format: 'jpeg', data: Uint8Array.of(1, 2, 3) };
  const images = [
    [1n, file],
    [2n, gray(90)],
  ] as const;
  assert.deepEqual(await shown(images, [1n, 2n]), [undefined, 90]);
});
