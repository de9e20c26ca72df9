import type { Image } from '../frame.js';
import { previewJpeg } from '../image/previewJpeg.js';

const WIDTH = 320;
const JPEG = { quality: 72, mozjpeg: true } as const;

/**
 * A small JPEG file of a frame, {@link WIDTH} pixels wide.
 *
 * @throws {VljepaError} FRAME_* if the frame cannot be read; `image.data` is only read
 */
export function smallJpeg(image: Image): Promise<Buffer> {
  return previewJpeg(image, WIDTH, JPEG);
}

/** The same as a data URI. */
export async function thumbnail(image: Image): Promise<string> {
  return `data:image/jpeg;base64,${(await smallJpeg(image)).toString('base64')}`;
}
