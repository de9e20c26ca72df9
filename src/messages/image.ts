import { CdrReader } from '@foxglove/cdr';
import { VljepaError } from '../errors.js';
import type { Image } from '../frame.js';
import { toNanoseconds } from './stamp.js';

/** An image message: the fields of its header, and the image itself. */
export interface StampedImage {
  readonly stampNs: bigint;
  readonly frameId: string;
  readonly image: Image;
}

/** Types that a camera may publish, by what they hold. */
const IMAGE_TYPES: Readonly<Record<Image['kind'], string>> = {
  raw: 'sensor_msgs/msg/Image',
  compressed: 'sensor_msgs/msg/CompressedImage',
};
const KINDS: readonly Image['kind'][] = ['raw', 'compressed'];

export function imageType(kind: Image['kind']): string {
  return IMAGE_TYPES[kind];
}

/** `raw` or `compressed`; undefined for a type that is not an image. */
export function imageKind(type: string): Image['kind'] | undefined {
  return KINDS.find((kind) => IMAGE_TYPES[kind] === type);
}

/**
 * Reads a serialized `sensor_msgs/msg/Image` or `CompressedImage` (CDR). `data` is a view on
 * `message`, not a copy.
 *
 * @throws FRAME_MALFORMED where the bytes end early or are of another type
 */
export function readImage(kind: Image['kind'], message: Uint8Array): StampedImage {
  try {
    const cdr = new CdrReader(message);
    const stampNs = toNanoseconds({ sec: cdr.int32(), nanosec: cdr.uint32() });
    const frameId = text(cdr);
    const image = kind === 'raw' ? rawImage(cdr) : compressedImage(cdr);
    // The reader itself stops only at the end of the buffer, which may hold more than the message.
    if (cdr.decodedBytes > message.byteLength) throw new RangeError('data ends early');
    return { stampNs, frameId, image };
  } catch (error) {
    throw new VljepaError(
      'FRAME_MALFORMED',
      `expected a serialized sensor_msgs/${kind === 'raw' ? 'Image' : 'CompressedImage'}, got ${message.byteLength} bytes that end early or hold something else`,
      { cause: error },
    );
  }
}

function rawImage(cdr: CdrReader): Image {
  const height = cdr.uint32();
  const width = cdr.uint32();
  const encoding = text(cdr);
  const bigEndian = cdr.uint8() !== 0;
  const step = cdr.uint32();
  return { kind: 'raw', encoding, width, height, step, bigEndian, data: cdr.uint8Array() };
}

function compressedImage(cdr: CdrReader): Image {
  return { kind: 'compressed', format: text(cdr), data: cdr.uint8Array() };
}

/**
 * A string: bytes with a zero at the end. What is not UTF-8 becomes U+FFFD: the picture is still
 * usable. `CdrReader.string` would take U+FEFF at the start for a byte order mark and leave it out.
 */
function text(cdr: CdrReader): string {
  const bytes = cdr.uint8Array();
  const end = bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8');
}
