import { loadDecompressHandlers } from '@mcap/support';
import { VljepaError } from '../errors.js';
import type { Bag, BagMessage, BagTopic } from './bag.js';

/** A bag whose messages are compressed one by one (rosbag2's compression mode MESSAGE). */
export class ZstdMessageBag implements Bag {
  constructor(private readonly bag: Bag) {}

  get topics(): readonly BagTopic[] {
    return this.bag.topics;
  }

  get startNs(): bigint | undefined {
    return this.bag.startNs;
  }

  get endNs(): bigint | undefined {
    return this.bag.endNs;
  }

  get problems(): readonly string[] {
    return this.bag.problems;
  }

  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    const { zstd } = await loadDecompressHandlers();
    for await (const message of this.bag.messages(topics))
      yield { ...message, data: zstd!(message.data, BigInt(contentSize(message.data))) };
  }

  close(): Promise<void> {
    return this.bag.close();
  }
}

/** Uncompressed bytes that a zstd frame's header announces (RFC 8878, section 3.1.1.1). */
function contentSize(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.byteLength < 6 || view.getUint32(0, true) !== 0xfd2fb528) throw noSize();
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      if (singleSegment) return view.getUint8(at);
      throw noSize();
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

function noSize(): VljepaError {
  return new VljepaError(
    'BAG_UNREADABLE',
    'expected every message as one zstd frame that says its size, as rosbag2 writes them, got other bytes',
  );
}
