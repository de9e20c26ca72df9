import { VljepaError } from '../errors.js';
import { EOI, isStartOfFrame, jpegSegments, SOI, SOS, uint16 } from './jpegSegments.js';

export interface FileHeader {
  readonly type: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Type and size of an image file, from its first bytes, before anything is decompressed; undefined where
 * the bytes are neither JPEG (ITU-T T.81, annex B) nor PNG (ISO/IEC 15948). libvips refuses files
 * with an absurd size without saying the size, and image-dimensions takes 0xff 0x00 between two
 * segments for a marker, where libjpeg reads on.
 * @throws {VljepaError} FRAME_CORRUPT where the file ends or breaks before it says its size.
 */
export function readFileHeader(bytes: Uint8Array): FileHeader | undefined {
  if (bytes[0] === 0xff && bytes[1] === SOI) return { type: 'jpeg', ...jpegSize(bytes) };
  if (!pngSignature.every((byte, i) => bytes[i] === byte)) return undefined;
  if (bytes.byteLength < 24) throw endsEarly(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { type: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** @throws {VljepaError} FRAME_CORRUPT. */
function jpegSize(bytes: Uint8Array): { width: number; height: number } {
  for (const { marker, from, to } of jpegSegments(bytes)) {
    if (isStartOfFrame(marker) && to - from >= 5) {
      return { height: uint16(bytes, from + 1), width: uint16(bytes, from + 3) };
    }
    if (marker === SOS || marker === EOI) {
      throw new VljepaError('FRAME_CORRUPT', 'the JPEG file has pixels before it says its size');
    }
  }
  throw endsEarly(bytes);
}

function endsEarly({ byteLength }: Uint8Array): VljepaError {
  return new VljepaError(
    'FRAME_CORRUPT',
    `the image file ends after ${byteLength} bytes, before its size`,
  );
}
