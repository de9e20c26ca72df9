import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { loadDecompressHandlers } from '@mcap/support';
import type { McapTypes } from '@mcap/core';
import { VljepaError } from '../../errors.js';
import { isCdr, mergeTopics, type Bag, type BagMessage, type BagTopic } from '../bag.js';
import { DamageNotes, counted } from '../damage.js';
import { zstdDecompressor } from '../zstd.js';
import { BlockCache } from './blockCache.js';
import { loadBlock, type LoadedBlock } from './block.js';
import { FileWindow } from './fileWindow.js';
import { MAGIC_BYTES, count, readLayout, type Block, type Layout } from './layout.js';
import { inTimeOrder } from './timeOrder.js';

/**
 * Opens an MCAP file. Whatever is optional may be missing or wrong: statistics, repeated channels
 * and schemas, indexes, chunks, the summary. Damage costs only the records that it hits.
 *
 * @param isWhole whether the file begins with MCAP's magic bytes
 * @throws BAG_UNREADABLE where it holds nothing readable
 */
export async function openMcapBag(path: string, isWhole: boolean): Promise<Bag> {
  const file = await open(path, 'r');
  try {
    const zstd = await zstdDecompressor();
    const decompress = { ...(await loadDecompressHandlers()), zstd };
    const window = await FileWindow.of(file);
    const layout = await readLayout(window, isWhole ? MAGIC_BYTES : 0);
    const bag = new McapBag(path, file, window.size, layout, decompress);
    await bag.lookInside();
    if (bag.topics.length === 0 && (!isWhole || bag.problems.length > 0)) {
      const why = isWhole ? bag.problems.join('; ') : 'it does not begin as an MCAP file';
      throw new VljepaError('BAG_UNREADABLE', `${path} holds no message that can be read: ${why}`);
    }
    return bag;
  } catch (error) {
    await file.close();
    throw error;
  }
}

class McapBag implements Bag {
  topics: readonly BagTopic[] = [];
  startNs: bigint | undefined;
  endNs: bigint | undefined;
  readonly #damage: DamageNotes;
  /** Blocks whose damage has been reported. */
  readonly #reported = new Set<Block>();
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #layout: Layout;
  readonly #decompress: McapTypes.DecompressHandlers;

  constructor(
    path: string,
    file: FileHandle,
    size: number,
    layout: Layout,
    decompress: McapTypes.DecompressHandlers,
  ) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#layout = layout;
    this.#decompress = decompress;
    this.#damage = new DamageNotes(path);
  }

  get problems(): readonly string[] {
    const { breaksOffAt } = this.#layout;
    if (breaksOffAt === undefined) return this.#damage.notes;
    const until =
      this.endNs === undefined
        ? 'before the first message'
        : `${this.#seconds(this.endNs)} s after its start`;
    return [
      `${this.#path} breaks off at byte ${breaksOffAt} of ${this.#size}, ${until}; all before that was read`,
      ...this.#damage.notes,
    ];
  }

  /** Counts what no index counts, and learns channels that are declared within chunks only. */
  async lookInside(): Promise<void> {
    const { blocks, channels, gaps } = this.#layout;
    for (const block of blocks) {
      const isKnown = block.counts && [...block.counts.keys()].every((id) => channels.has(id));
      if (isKnown) continue;
      const loaded = await this.#load(block);
      if (block.counts) continue;
      block.startNs = block.endNs = undefined;
      block.counts = new Map();
      for (const { channelId, logTimeNs } of loaded.entries) count(block, channelId, logTimeNs);
      this.#report(block, loaded, 0);
    }
    for (const { from, to } of gaps)
      this.#damage.add(`bytes ${from} to ${to} are damaged and were left out`);
    this.#countTopics();
  }

  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    const wanted = new Map<number, BagMessage>();
    for (const id of this.#layout.channels.ids()) {
      const topic = this.#layout.channels.topic(id)!;
      if (topics.includes(topic.name) && isCdr(topic))
        wanted.set(id, { ...NO_MESSAGE, topic: topic.name, type: topic.type });
    }
    const blocks = this.#layout.blocks.filter(({ counts }) =>
      [...counts!.keys()].some((id) => wanted.has(id)),
    );
    const cache = new BlockCache((block) => this.#load(block));
    const entriesOf = async (block: Block) => {
      const loaded = await cache.get(block);
      const entries = loaded.entries.filter(({ channelId }) => wanted.has(channelId));
      if (loaded.damage === undefined) return entries;
      const { startNs, endNs } = block;
      const sound = entries.filter(({ logTimeNs }) => logTimeNs >= startNs! && logTimeNs <= endNs!);
      const expected = [...block.counts!]
        .filter(([id]) => wanted.has(id))
        .reduce((total, [, messages]) => total + messages, 0);
      this.#report(block, loaded, Math.max(0, expected - sound.length));
      return sound;
    };
    for await (const { block, entry, isLast } of inTimeOrder(blocks, entriesOf)) {
      const { records } = await cache.get(block);
      const { channelId, logTimeNs, from, to } = entry;
      yield { ...wanted.get(channelId)!, logTimeNs, data: records.subarray(from, to) };
      if (isLast) cache.drop(block);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #load(block: Block): Promise<LoadedBlock> {
    return loadBlock(this.#file, block, this.#layout.channels, this.#decompress);
  }

  #countTopics(): void {
    const { blocks, channels } = this.#layout;
    const counts = new Map<number, number>();
    for (const block of blocks) {
      for (const [id, messages] of block.counts!) counts.set(id, messages + (counts.get(id) ?? 0));
      const { startNs, endNs } = block;
      if (startNs === undefined || endNs === undefined) continue;
      if (this.startNs === undefined || startNs < this.startNs) this.startNs = startNs;
      if (this.endNs === undefined || endNs > this.endNs) this.endNs = endNs;
    }
    this.topics = mergeTopics(
      [...channels.ids()].map((id) => ({
        ...channels.topic(id)!,
        messages: counts.get(id) ?? 0,
      })),
    );
    const lost = [...counts].filter(([id]) => !channels.has(id));
    for (const [id, messages] of lost)
      this.#damage.add(
        `the record that declares channel ${id} is lost: ${counted(messages, 'message')} left out`,
        messages,
      );
  }

  /** @param lost messages that should be there and are not */
  #report(block: Block, { damage, lostBytes }: LoadedBlock, lost: number): void {
    if (damage === undefined || this.#reported.has(block)) return;
    this.#reported.add(block);
    const what = block.isChunk ? 'the chunk' : 'a run of messages';
    const when =
      block.startNs === undefined ? '' : `, ${this.#seconds(block.startNs)} s after the start,`;
    let cost = 'its messages were read, but may be wrong';
    if (lost > 0) cost = `${counted(lost, 'message')} left out`;
    else if (lostBytes > 0) cost = `${counted(lostBytes, 'byte')} left out`;
    this.#damage.add(`${what} at byte ${block.at}${when} is damaged: ${cost} (${damage})`, lost);
  }

  #seconds(timeNs: bigint): string {
    return (Number(timeNs - (this.startNs ?? timeNs)) / 1e9).toFixed(3);
  }
}

const NO_MESSAGE: BagMessage = { topic: '', type: '', logTimeNs: 0n, data: new Uint8Array(0) };
