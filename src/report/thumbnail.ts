import type { Image } from '../frame.js';
import { previewJpeg } from '../image/previewJpeg.js';

const WIDTH = 320;
const JPEG = { quality: 72, mozjpeg: true } as const;

/**
 * A small JPEG of a frame as a data URI, {@link WIDTH} pixels wide.
 *
 * @throws {VljepaError} FRAME_* if the frame cannot be read; `image.data` is only read
 */
export async function thumbnail(image: Image): Promise<string> {
  const bytes = await previewJpeg(image, WIDTH, JPEG);
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}
