import sharp, { type JpegOptions } from 'sharp';
import type { Image, RawImage } from '../frame.js';
import { decompressFile } from './decompressFile.js';
import { FramePreparer } from './prepareFrame.js';

/**
 * A small JPEG file of an image of any encoding or format, with its aspect ratio.
 *
 * @param widest its width in pixels; that of the image where that is less
 * @throws {VljepaError} FRAME_* where the image cannot be read; its data is only read
 */
export async function previewJpeg(
  image: Image,
  widest: number,
  options: JpegOptions,
): Promise<Buffer> {
  const raw = image.kind === 'raw' ? image : (await decompressFile(image)).image;
  const width = Math.max(1, Math.min(Math.round(widest), raw.width));
  const height = Math.max(1, Math.round((raw.height * width) / raw.width));
  const rgb = interleaved(raw, width, height);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

/** Any encoding → rgb8 of another size, through what the X-Encoder's images go through. */
function interleaved(image: RawImage, width: number, height: number): Uint8Array {
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
    const rgb = new Uint8Array(3 * size);
    for (let channel = 0; channel < 3; channel += 1)
      for (let i = 0; i < size; i += 1)
        rgb[3 * i + channel] = Math.round(planes[channel * size + i]!);
    return rgb;
  } finally {
    preparer.dispose();
  }
}
