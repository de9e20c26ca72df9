import { mergeByTime } from '../mergeByTime.js';
import type { Entry } from './block.js';
import type { Block } from './layout.js';

/** A message in its place. */
export interface Place {
  readonly block: Block;
  readonly entry: Entry;
  /** Whether it is the last one that is wanted of its block. */
  readonly isLast: boolean;
}

/**
 * The messages of all blocks in the order of their log times; equal ones in that of the file. A block
 * is looked into when its first message is due.
 *
 * @param entriesOf the wanted messages of a block
 */
export function inTimeOrder(
  blocks: readonly Block[],
  entriesOf: (block: Block) => Promise<readonly Entry[]>,
): AsyncGenerator<Place> {
  return mergeByTime(
    blocks.map((block) => ({
      startNs: block.startNs,
      items: async function* () {
        const entries = [...(await entriesOf(block))].sort((a, b) =>
          a.logTimeNs < b.logTimeNs ? -1 : a.logTimeNs > b.logTimeNs ? 1 : 0,
        );
        for (const [i, entry] of entries.entries())
          yield { block, entry, isLast: i === entries.length - 1 };
      },
    })),
    ({ entry }) => entry.logTimeNs,
  );
}
