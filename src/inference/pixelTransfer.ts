import { MessageChannel, type MessagePort } from 'node:worker_threads';
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
  const buffer = ownBuffer(data);
  if (buffer) return { image, transfer: [buffer] };
  const copy = new Uint8Array(data);
  return { image: { ...image, data: copy }, transfer: [copy.buffer] };
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
 * back in one long pause.
 */
export function release({ data }: Image): void {
  const buffer = ownBuffer(data);
  if (buffer && buffer.byteLength >= smallBytes) nowhere.postMessage(null, [buffer]);
}

function ownBuffer(data: Uint8Array): ArrayBuffer | undefined {
  const { buffer } = data;
  const owns =
    buffer instanceof ArrayBuffer &&
    (data.byteLength === buffer.byteLength ||
      (data.byteLength >= smallBytes && buffer.byteLength - data.byteLength <= headerBytes));
  return owns ? buffer : undefined;
}
