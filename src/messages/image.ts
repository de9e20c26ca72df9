import type { CompressedImage, RawImage } from '../frame.js';
import type { Header } from './worldState.js';

/** `sensor_msgs/Image`. */
export interface ImageMessage {
  readonly header: Header;
  readonly height: number;
  readonly width: number;
  readonly encoding: string;
  readonly is_bigendian: number;
  readonly step: number;
  readonly data: Uint8Array;
}

/** `sensor_msgs/CompressedImage`. */
export interface CompressedImageMessage {
  readonly header: Header;
  readonly format: string;
  readonly data: Uint8Array;
}

export const IMAGE_TYPE = 'sensor_msgs/msg/Image';
export const COMPRESSED_IMAGE_TYPE = 'sensor_msgs/msg/CompressedImage';

/** The pixels of a message; `data` is shared with it, not copied. */
export function rawImage(message: ImageMessage): RawImage {
  return {
    kind: 'raw',
    encoding: message.encoding,
    width: message.width,
    height: message.height,
    step: message.step,
    bigEndian: message.is_bigendian !== 0,
    data: message.data,
  };
}

/** The file's bytes in a message; `data` is shared with it, not copied. */
export function compressedImage(message: CompressedImageMessage): CompressedImage {
  return { kind: 'compressed', format: message.format, data: message.data };
}
