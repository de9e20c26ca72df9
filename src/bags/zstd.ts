import { loadDecompressHandlers } from '@mcap/support';

const BLOCK_BYTES = 1 << 17;
const MOST_BYTES = 1 << 30;

/** Whether bytes begin with the magic number of a zstd frame; a CDR message begins with a zero. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** @throws {Error} when the returned function is called with anything but one whole frame */
export async function zstdDecompressor(): Promise<(frame: Uint8Array) => Uint8Array> {
  const { zstd } = await loadDecompressHandlers();
  return (frame) => zstd!(frame, BigInt(mostContent(frame)));
}

/**
 * Bytes that a zstd frame can unpack to at most, by its blocks (RFC 8878, section 3.1.1). Its header
 * need not say, and where it is damaged it lies. docs/decisions/0011 has the libraries that were tried.
 *
 * @throws {Error} where the frame ends early
 */
function mostContent(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  try {
    const descriptor = view.getUint8(4);
    const singleSegment = (descriptor & 0x20) !== 0;
    const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    let at = 5 + (singleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + sizeBytes;
    let most = 0;
    for (let last = false; !last;) {
      const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
      const size = header >> 3;
      const type = (header >> 1) & 3;
      last = (header & 1) !== 0;
      // Raw, one byte repeated, compressed.
      most += type === 2 ? BLOCK_BYTES : size;
      at += 3 + (type === 1 ? 1 : size);
    }
    if (most > MOST_BYTES) throw new RangeError('it unpacks to more than 1 GiB');
    if (at > frame.byteLength) throw new RangeError('it ends early');
    return most;
  } catch (error) {
    throw new Error('the zstd frame is damaged', { cause: error });
  }
}
