import type { LoadedBlock } from './block.js';
import type { Block } from './layout.js';

const MOST_BYTES = 1 << 26;

/**
 * The most recently used blocks, decompressed. However many chunks overlap in time, memory is bounded:
 * one that was evicted is decompressed again.
 */
export class BlockCache {
  readonly #held = new Map<Block, LoadedBlock>();
  #bytes = 0;
  readonly #load: (block: Block) => Promise<LoadedBlock>;

  constructor(load: (block: Block) => Promise<LoadedBlock>) {
    this.#load = load;
  }

  async get(block: Block): Promise<LoadedBlock> {
    const held = this.#held.get(block) ?? (await this.#load(block));
    this.drop(block);
    this.#held.set(block, held);
    this.#bytes += held.records.length;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= MOST_BYTES || oldest === block) break;
      this.drop(oldest);
    }
    return held;
  }

  drop(block: Block): void {
    this.#bytes -= this.#held.get(block)?.records.length ?? 0;
    this.#held.delete(block);
  }
}
