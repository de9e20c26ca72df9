import { VljepaError } from '../errors.js';
import type { RawImage } from '../frame.js';
import { encodingNamed, type Encoding } from './encodings.js';

/** Largest picture that is read, in pixels (64 Mpx); a larger one is taken for a broken header. */
export const MAX_PIXELS = 64 * 1024 * 1024;

/** @throws {VljepaError} FRAME_EMPTY, FRAME_TOO_LARGE. */
export function checkSize(width: number, height: number): void {
  if (!(width > 0 && height > 0)) {
    throw new VljepaError(
      'FRAME_EMPTY',
      `the image is ${width} × ${height} pixels, so it is empty`,
    );
  }
  if (width * height > MAX_PIXELS) {
    throw new VljepaError(
      'FRAME_TOO_LARGE',
      `the image claims ${width} × ${height} pixels; at most ${MAX_PIXELS} pixels are read`,
    );
  }
}

/**
 * Checks that the message describes pixels that are there. The last row may end at its last pixel
 * instead of after a whole `step`.
 * @throws {VljepaError} FRAME_ENCODING, FRAME_EMPTY, FRAME_TOO_LARGE, FRAME_SIZE, FRAME_STEP, FRAME_TRUNCATED.
 */
export function checkRawImage(image: RawImage): Encoding {
  const { width, height, step } = image;
  const encoding = encodingNamed(image.encoding);
  checkSize(width, height);
  if (image.data.byteLength === 0) {
    throw new VljepaError(
      'FRAME_EMPTY',
      `the image is ${width} × ${height} pixels but has no data`,
    );
  }
  const { widthMultiple, heightMultiple, smallest } = encoding;
  if (
    width % widthMultiple !== 0 ||
    height % heightMultiple !== 0 ||
    Math.min(width, height) < smallest
  ) {
    throw new VljepaError(
      'FRAME_SIZE',
      `${encoding.name} needs a width that is a multiple of ${widthMultiple}, a height that is a ` +
        `multiple of ${heightMultiple}, both at least ${smallest}; got ${width} × ${height}`,
    );
  }
  const rowBytes = width * encoding.channels * encoding.bytesPerChannel;
  const padded = step > rowBytes && !encoding.mayBePadded;
  if (step < rowBytes || step % encoding.bytesPerChannel !== 0 || padded) {
    throw new VljepaError(
      'FRAME_STEP',
      `step is ${step} bytes; a row of ${width} pixels in ${encoding.name} has ${rowBytes}` +
        (encoding.bytesPerChannel === 2 ? ', and step must be even' : '') +
        (padded ? ' and must not be padded' : ''),
    );
  }
  const needed = (height * encoding.rowsPerRow - 1) * step + rowBytes;
  if (image.data.byteLength < needed) {
    throw new VljepaError(
      'FRAME_TRUNCATED',
      `the image has ${image.data.byteLength} bytes; ${width} × ${height} in ${encoding.name} with ` +
        `step ${step} has at least ${needed}`,
    );
  }
  return encoding;
}
