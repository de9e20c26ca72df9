import { imageMeta } from 'image-meta';
import { VljepaError } from '../errors.js';

export interface FileHeader {
  readonly type: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
}

/**
 * Type and size of a JPEG or PNG file, from its first bytes, before anything is decompressed: libvips refuses
 * files with an absurd size without saying the size.
 *
 * @throws {VljepaError} FRAME_EMPTY where the width is 0, else FRAME_CORRUPT where the bytes are
 *   something else, or end or break before they say their size.
 */
export function readFileHeader(bytes: Uint8Array): FileHeader {
  let reason: string;
  try {
    const { type, width, height } = imageMeta(bytes);
    if (type === 'jpg') return { type: 'jpeg', width, height };
    if (type === 'png') return { type, width, height };
    reason = `it is ${type}`;
  } catch (error) {
    reason = (error as Error).message;
  }
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  throw new VljepaError(
    reason.endsWith('zero or negative size') ? 'FRAME_EMPTY' : 'FRAME_CORRUPT',
    `expected a JPEG or PNG file, got ${bytes.byteLength} bytes that start with ${start}: ${reason}`,
  );
}
