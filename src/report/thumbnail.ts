import sharp, { type SharpOptions } from 'sharp';
import type { Image, RawImage } from '../frame.js';
import { decodeFile } from '../image/decodeFile.js';
import { FramePreparer } from '../image/prepareFrame.js';

const WIDTH = 320;
const JPEG = { quality: 72, mozjpeg: true } as const;

/**
 * A small JPEG of a frame as a data URI, {@link WIDTH} pixels wide.
 *
 * @throws {VljepaError} FRAME_* if the frame cannot be decoded; `image.data` is only read
 */
export async function thumbnail(image: Image): Promise<string> {
  const raw = image.kind === 'raw' ? image : (await decodeFile(image)).image;
  const bytes = await sharp(...pixels(raw))
    .jpeg(JPEG)
    .toBuffer();
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}

/** Any encoding → interleaved rgb8 at the thumbnail's size, as the pipeline itself reads it. */
function pixels(image: RawImage): [Uint8Array, SharpOptions] {
  const width = Math.min(WIDTH, image.width);
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  const preparer = new FramePreparer({
    width,
    height,
    resize: 'stretch',
    crop: 'none',
    interpolation: 'area',
    channels: 'rgb',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  });
  try {
    const planes = new Float32Array(preparer.length);
    preparer.prepare(image, planes);
    const size = width * height;
    const rgb = Uint8Array.from({ length: 3 * size }, (_, i) =>
      Math.round(planes[(i % 3) * size + Math.floor(i / 3)]!),
    );
    return [rgb, { raw: { width, height, channels: 3 } }];
  } finally {
    preparer.dispose();
  }
}
