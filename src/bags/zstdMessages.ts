import type { Bag, BagMessage, BagTopic } from './bag.js';
import { counted } from './damage.js';
import { isZstd, zstdDecompressor } from './zstd.js';

/**
 * A bag whose messages may be compressed one by one (rosbag2's compression mode MESSAGE). Each
 * message shows for itself whether it is: metadata.yaml may be lost, or no longer true.
 */
export class ZstdMessageBag implements Bag {
  readonly #lost = new Map<string, number>();
  readonly #path: string;
  readonly #bag: Bag;

  constructor(path: string, bag: Bag) {
    this.#path = path;
    this.#bag = bag;
  }

  get topics(): readonly BagTopic[] {
    return this.#bag.topics;
  }

  get startNs(): bigint | undefined {
    return this.#bag.startNs;
  }

  get endNs(): bigint | undefined {
    return this.#bag.endNs;
  }

  get problems(): readonly string[] {
    const lost = [...this.#lost].map(
      ([topic, count]) =>
        `${this.#path}: ${counted(count, 'message')} left out on ${topic}: compressed with zstd and damaged`,
    );
    return [...this.#bag.problems, ...lost];
  }

  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    const decompress = await zstdDecompressor();
    for await (const message of this.#bag.messages(topics)) {
      if (!isZstd(message.data)) {
        yield message;
        continue;
      }
      let data: Uint8Array;
      try {
        data = decompress(message.data);
      } catch {
        this.#lost.set(message.topic, (this.#lost.get(message.topic) ?? 0) + 1);
        continue;
      }
      yield { ...message, data };
    }
  }

  close(): Promise<void> {
    return this.#bag.close();
  }
}
