import type { Image } from '../frame.js';
import { ownBuffer } from '../image/freeImage.js';

/**
 * The image as it goes to the worker, with the buffers to transfer. A view on (nearly) all of a large
 * buffer takes the buffer along and is empty afterwards; anything else, and memory that cannot be
 * moved, is copied once into a buffer of its own. Never throws.
 */
export function forTransfer(image: Image): { image: Image; transfer: ArrayBuffer[] } {
  const { data } = image;
  // Also an image that was handed over before: its buffer is detached, and sending it would end the worker.
  if (data.byteLength === 0) return { image: { ...image, data: new Uint8Array(0) }, transfer: [] };
  const { byteOffset, byteLength } = data;
  const buffer = ownBuffer(data);
  const moved = buffer && move(buffer);
  const own = moved ? new Uint8Array(moved, byteOffset, byteLength) : new Uint8Array(data);
  return { image: { ...image, data: own }, transfer: [own.buffer] };
}

/**
 * Takes the memory out of a buffer; undefined where it cannot be taken. Only trying shows which:
 * buffers of native libraries, of Node's pool and of WebAssembly may not be moved, which Node.js 22
 * says by throwing, while 20 copies them instead.
 */
function move(buffer: ArrayBuffer): ArrayBuffer | undefined {
  try {
    return structuredClone(buffer, { transfer: [buffer] });
  } catch {
    return undefined;
  }
}
