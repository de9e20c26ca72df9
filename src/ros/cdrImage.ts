import { CdrReader } from '@foxglove/cdr';
import { VljepaError } from '../errors.js';
import type { Image } from '../frame.js';

export interface StampedImage {
  readonly stampNs: bigint;
  readonly frameId: string;
  readonly image: Image;
}

/**
 * A view on a serialized `sensor_msgs/msg/Image` or `CompressedImage`: the pixels are not copied.
 *
 * @throws FRAME_MALFORMED where the bytes end early or are of another type
 */
export function readImage(kind: Image['kind'], message: Uint8Array): StampedImage {
  try {
    const cdr = new CdrReader(message);
    const stampNs = BigInt(cdr.int32()) * 1_000_000_000n + BigInt(cdr.uint32());
    const frameId = cdr.string();
    return { stampNs, frameId, image: kind === 'raw' ? rawImage(cdr) : compressedImage(cdr) };
  } catch (error) {
    throw new VljepaError(
      'FRAME_MALFORMED',
      `expected a serialized sensor_msgs/${kind === 'raw' ? 'Image' : 'CompressedImage'}, got ${message.length} bytes that end early or hold something else`,
      { cause: error },
    );
  }
}

function rawImage(cdr: CdrReader): Image {
  const height = cdr.uint32();
  const width = cdr.uint32();
  const encoding = cdr.string();
  const bigEndian = cdr.uint8() !== 0;
  const step = cdr.uint32();
  return { kind: 'raw', height, width, encoding, bigEndian, step, data: cdr.uint8Array() };
}

function compressedImage(cdr: CdrReader): Image {
  return { kind: 'compressed', format: cdr.string(), data: cdr.uint8Array() };
}
