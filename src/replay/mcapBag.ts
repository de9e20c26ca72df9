import { McapIndexedReader } from '@mcap/core';
import { FileHandleReadable } from '@mcap/nodejs';
import { loadDecompressHandlers } from '@mcap/support';
import { open, type FileHandle } from 'node:fs/promises';
import { VljepaError } from '../errors.js';
import type { Bag, BagMessage, BagTopic } from './bag.js';
import { UnindexedMcapBag } from './unindexedMcapBag.js';

const MAGIC = Buffer.from([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]);

/**
 * Opens an MCAP file. Where its index is missing or broken (a recorder that was killed, a copy that
 * stopped), what is there is read from the front.
 *
 * @throws BAG_UNREADABLE where the file is no MCAP file or holds nothing readable
 */
export async function openMcapBag(path: string): Promise<Bag> {
  const file = await open(path, 'r');
  try {
    const magic = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (!magic.buffer.equals(MAGIC)) {
      throw new VljepaError(
        'BAG_UNREADABLE',
        `${path} is no MCAP file: it does not begin as one${magic.bytesRead === 0 ? ' (it is empty)' : ''}`,
      );
    }
    const decompressHandlers = await loadDecompressHandlers();
    const readable = new FileHandleReadable(file);
    let reader: McapIndexedReader;
    try {
      reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
      if (reader.chunkIndexes.length === 0 && reader.statistics?.messageCount !== 0n)
        throw new Error('no chunk index');
    } catch (error) {
      return await UnindexedMcapBag.open(path, file, decompressHandlers, error as Error);
    }
    return new IndexedMcapBag(path, file, reader);
  } catch (error) {
    await file.close();
    throw error;
  }
}

class IndexedMcapBag implements Bag {
  readonly topics: readonly BagTopic[];
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
  readonly problems: string[] = [];
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #reader: McapIndexedReader;

  constructor(path: string, file: FileHandle, reader: McapIndexedReader) {
    this.#path = path;
    this.#file = file;
    this.#reader = reader;
    const counts = reader.statistics?.channelMessageCounts;
    const topics = new Map<string, BagTopic>();
    // Several channels may carry one topic.
    for (const { id, topic: name, schemaId } of reader.channelsById.values()) {
      const messages = Number(counts?.get(id) ?? 0n) + (topics.get(name)?.messages ?? 0);
      topics.set(name, { name, type: reader.schemasById.get(schemaId)?.name ?? '', messages });
    }
    this.topics = [...topics.values()];
    for (const { messageStartTime, messageEndTime } of reader.chunkIndexes) {
      if (messageEndTime === 0n) continue; // A chunk without messages.
      if (this.startNs === undefined || messageStartTime < this.startNs)
        this.startNs = messageStartTime;
      if (this.endNs === undefined || messageEndTime > this.endNs) this.endNs = messageEndTime;
    }
  }

  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    let lastNs = this.startNs;
    try {
      for await (const { channelId, logTime, data } of this.#reader.readMessages({ topics })) {
        lastNs = logTime;
        yield { topic: this.#reader.channelsById.get(channelId)!.topic, logTimeNs: logTime, data };
      }
    } catch (error) {
      const seconds = Number((lastNs ?? 0n) - (this.startNs ?? 0n)) / 1e9;
      this.problems.push(
        `${this.#path} is damaged ${seconds.toFixed(3)} s after its start; nothing after that was read (${(error as Error).message})`,
      );
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
