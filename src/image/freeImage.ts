import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Image } from '../frame.js';

/** Bytes that may lie beside the pixels in a buffer that goes along with them: a message's own fields. */
const HEADER_BYTES = 4096;
/** Smaller images are copied: they may share a pool with others, and copying costs nothing. */
const SMALL_BYTES = 65536;

/** A port whose other end is closed: what is transferred to it is freed. */
const nowhere = ((): MessagePort => {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
})();

/**
 * Frees a large image's memory now; its data is empty afterwards. Left to the garbage collector,
 * which sees only the small object that holds it, hundreds of megabytes accumulate and are then
 * freed in one long pause. Memory that cannot be moved is left to it nevertheless.
 */
export function freeImage({ data }: Image): void {
  const buffer = ownBuffer(data);
  if (buffer === undefined || buffer.byteLength < SMALL_BYTES) return;
  try {
    nowhere.postMessage(null, [buffer]);
  } catch {
    // It belongs to a library, which frees it once nothing refers to it.
  }
}

/**
 * The buffer that an image has (nearly) for itself; undefined where it shares it.
 */
export function ownBuffer(data: Uint8Array): ArrayBuffer | undefined {
  const { buffer } = data;
  const owns =
    buffer instanceof ArrayBuffer &&
    (data.byteLength === buffer.byteLength ||
      (data.byteLength >= SMALL_BYTES && buffer.byteLength - data.byteLength <= HEADER_BYTES));
  return owns ? buffer : undefined;
}
