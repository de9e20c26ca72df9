import type { Image } from '../frame.js';

/** Bytes that may lie beside the pixels in a buffer that goes along with them: a message's own fields. */
const headerBytes = 4096;
/** Smaller images are copied: they may share a pool with others, and copying costs nothing. */
const smallBytes = 65536;

/**
 * The image as it goes to the worker, with the buffers to transfer. A view on (nearly) all of a large
 * buffer takes the buffer along; anything else is copied once into a buffer of its own.
 */
export function forTransfer(image: Image): { image: Image; transfer: ArrayBuffer[] } {
  const { data } = image;
  // Also an image that was handed over before: its buffer is detached, and sending it would end the worker.
  if (data.byteLength === 0) return { image: { ...image, data: new Uint8Array(0) }, transfer: [] };
  const { buffer } = data;
  const owns =
    buffer instanceof ArrayBuffer &&
    (data.byteLength === buffer.byteLength ||
      (data.byteLength >= smallBytes && buffer.byteLength - data.byteLength <= headerBytes));
  if (owns) return { image, transfer: [buffer] };
  const copy = new Uint8Array(data);
  return { image: { ...image, data: copy }, transfer: [copy.buffer] };
}
