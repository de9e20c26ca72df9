import { McapStreamReader, type McapTypes } from '@mcap/core';
import type { FileHandle } from 'node:fs/promises';
import { VljepaError } from '../errors.js';
import type { Bag, BagMessage, BagTopic } from './bag.js';

const READ_BYTES = 1 << 20;

/**
 * An MCAP file read from the front, without its index: once at `open` for its topics and to see
 * where it breaks, and again for its messages. Holds what one read of {@link READ_BYTES} completes.
 *
 * Messages are in order of log time within such a read, and reads are in the order of the file.
 */
export class UnindexedMcapBag implements Bag {
  readonly problems: string[] = [];
  startNs: bigint | undefined;
  endNs: bigint | undefined;
  readonly #topics = new Map<string, { name: string; type: string; messages: number }>();

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly decompressHandlers: McapTypes.DecompressHandlers,
  ) {}

  /**
   * @param reason why the index could not be used
   * @throws BAG_UNREADABLE where not even the first messages can be read
   */
  static async open(
    path: string,
    file: FileHandle,
    decompressHandlers: McapTypes.DecompressHandlers,
    reason: Error,
  ): Promise<UnindexedMcapBag> {
    const bag = new UnindexedMcapBag(path, file, decompressHandlers);
    const broke = await bag.#scan();
    if (bag.#topics.size === 0) {
      throw new VljepaError(
        'BAG_UNREADABLE',
        `${path} holds no message that can be read: ${broke ?? reason.message}`,
      );
    }
    if (broke !== undefined) bag.problems.push(broke);
    return bag;
  }

  get topics(): readonly BagTopic[] {
    return [...this.#topics.values()];
  }

  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    const wanted = new Set(topics);
    for await (const batch of this.#batches()) {
      if ('atByte' in batch) return;
      yield* batch.filter(({ topic }) => wanted.has(topic));
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Learns topics, counts and times; returns where and how the file breaks. */
  async #scan(): Promise<string | undefined> {
    for await (const batch of this.#batches()) {
      if ('atByte' in batch) {
        const { size } = await this.file.stat();
        const until =
          this.endNs === undefined
            ? 'before the first message'
            : `${(Number(this.endNs - this.startNs!) / 1e9).toFixed(3)} s after its start`;
        return `${this.path} breaks off at byte ${batch.atByte} of ${size}, ${until}; all before that was read (${batch.why})`;
      }
      for (const { topic, logTimeNs } of batch) {
        this.#topics.get(topic)!.messages += 1;
        if (this.startNs === undefined || logTimeNs < this.startNs) this.startNs = logTimeNs;
        if (this.endNs === undefined || logTimeNs > this.endNs) this.endNs = logTimeNs;
      }
    }
    return undefined;
  }

  /** All messages, a chunk at a time; at last, where the file does not end as it should, how it broke. */
  async *#batches(): AsyncGenerator<BagMessage[] | { atByte: number; why: string }> {
    const reader = new McapStreamReader({ decompressHandlers: this.decompressHandlers });
    const types = new Map<number, string>();
    const topicOf = new Map<number, string>();
    const buffer = new Uint8Array(READ_BYTES);
    let position = 0;
    while (!reader.done()) {
      const { bytesRead } = await this.file.read(buffer, 0, READ_BYTES, position);
      const atByte = position - reader.bytesRemaining();
      if (bytesRead === 0) {
        yield { atByte, why: 'the file ends within a record' };
        return;
      }
      position += bytesRead;
      const batch: BagMessage[] = [];
      let why: string | undefined;
      try {
        reader.append(buffer.subarray(0, bytesRead));
        for (let record; (record = reader.nextRecord());) {
          if (record.type === 'Schema') types.set(record.id, record.name);
          if (record.type === 'Channel') {
            topicOf.set(record.id, record.topic);
            const type = types.get(record.schemaId) ?? '';
            if (!this.#topics.has(record.topic))
              this.#topics.set(record.topic, { name: record.topic, type, messages: 0 });
          }
          if (record.type === 'Message') {
            const topic = topicOf.get(record.channelId)!;
            batch.push({ topic, logTimeNs: record.logTime, data: record.data });
          }
        }
      } catch (error) {
        why = (error as Error).message;
      }
      // The views in a batch hold until the reader is given more bytes.
      batch.sort((a, b) => (a.logTimeNs < b.logTimeNs ? -1 : a.logTimeNs > b.logTimeNs ? 1 : 0));
      if (batch.length > 0) yield batch;
      if (why !== undefined) {
        yield { atByte: position - reader.bytesRemaining(), why };
        return;
      }
    }
  }
}
