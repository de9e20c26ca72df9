import { VljepaError } from '../errors.js';

export interface FileHeader {
  readonly type: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Type and size of an image file, from its first bytes, before anything is decoded; undefined where
 * the bytes are neither JPEG (ITU-T T.81, annex B) nor PNG (ISO/IEC 15948).
 * @throws {VljepaError} FRAME_CORRUPT where the file ends or breaks before it says its size.
 */
export function readFileHeader(bytes: Uint8Array): FileHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return { type: 'jpeg', ...jpegSize(view) };
    if (pngSignature.every((byte, i) => bytes[i] === byte)) {
      return { type: 'png', width: view.getUint32(16), height: view.getUint32(20) };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new VljepaError(
      'FRAME_CORRUPT',
      `the image file ends after ${bytes.byteLength} bytes, before its size`,
    );
  }
  return undefined;
}

/** Walks the segments to the start-of-frame marker. Reading past the end throws a RangeError. */
function jpegSize(view: DataView): { width: number; height: number } {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) {
      throw new VljepaError('FRAME_CORRUPT', `the JPEG file has no marker at byte ${at}`);
    }
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
    } else if (marker === 0xda || marker === 0xd9) {
      throw new VljepaError('FRAME_CORRUPT', 'the JPEG file has pixels before it says its size');
    } else if (isStartOfFrame(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else {
      at += 2 + view.getUint16(at + 2);
    }
  }
}

/** SOF0 … SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
