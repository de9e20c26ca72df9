import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Image } from '../frame.js';

/** Bytes that may lie beside the pixels in a buffer that goes along with them: a message's own fields. */
const HEADER_BYTES = 4096;
/** Smaller images are copied: they may share a pool with others, and copying costs nothing. */
const SMALL_BYTES = 65536;

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
 * Takes the memory out of a buffer; undefined where it cannot be taken. Nothing but trying tells:
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

/** A port whose other end is closed: what is transferred to it is gone. */
const nowhere = ((): MessagePort => {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
})();

/**
 * Frees a large image's memory now; its data is empty afterwards. Left to the garbage collector,
 * which sees only the small object that holds it, hundreds of megabytes gather and are then taken
 * back in one long pause. Memory that cannot be moved is left to it all the same.
 */
export function release({ data }: Image): void {
  const buffer = ownBuffer(data);
  if (buffer === undefined || buffer.byteLength < SMALL_BYTES) return;
  try {
    nowhere.postMessage(null, [buffer]);
  } catch {
    // It belongs to a library, which takes it back once nothing refers to it.
  }
}

function ownBuffer(data: Uint8Array): ArrayBuffer | undefined {
  const { buffer } = data;
  const owns =
    buffer instanceof ArrayBuffer &&
    (data.byteLength === buffer.byteLength ||
      (data.byteLength >= SMALL_BYTES && buffer.byteLength - data.byteLength <= HEADER_BYTES));
  return owns ? buffer : undefined;
}
