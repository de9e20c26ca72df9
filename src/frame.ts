/** Pixels as `sensor_msgs/Image` carries them. */
export interface RawImage {
  readonly kind: 'raw';
  /** A name of `sensor_msgs/image_encodings.hpp`: `rgb8`, `bayer_rggb8`, … */
  readonly encoding: string;
  readonly width: number;
  readonly height: number;
  /** Bytes from one row to the next; at least the row's own length. */
  readonly step: number;
  readonly bigEndian: boolean;
  readonly data: Uint8Array;
}

/** A file's bytes as `sensor_msgs/CompressedImage` carries them. */
export interface CompressedImage {
  readonly kind: 'compressed';
  /** As published: `jpeg`, `rgb8; jpeg compressed bgr8`, or empty (then the bytes decide). */
  readonly format: string;
  readonly data: Uint8Array;
}

export type Image = RawImage | CompressedImage;

/** One camera message on its way through the pipeline. */
export interface Frame {
  readonly camera: string;
  /** Counts up within a camera; names the frame in the X-Encoder's cache. */
  readonly id: number;
  /** Header stamp in nanoseconds, 0 where the header has none: the frame's only time. */
  readonly stampNs: bigint;
  /** The node's clock when the message was received (in a replay, when it was recorded), ns. */
  readonly receiptNs: bigint;
  readonly frameId: string;
  /** Monotonic clock (ms) when the message was taken from the middleware; for latency only. */
  readonly receivedMs: number;
  readonly image: Image;
}
