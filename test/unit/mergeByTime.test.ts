import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockCache } from '../../src/bags/mcap/blockCache.js';
import type { Block } from '../../src/bags/mcap/layout.js';
import { mergeByTime } from '../../src/bags/mergeByTime.js';

/** Sources of numbers; tells how many are open at once. */
function sourcesOf(rows: readonly (readonly number[])[]) {
  const open = { now: 0, most: 0 };
  const sources = rows.map((row) => ({
    startNs: row.length > 0 ? BigInt(Math.floor(row[0]!)) : undefined,
    items: async function* () {
      open.most = Math.max(open.most, (open.now += 1));
      try {
        for (const item of row) yield await Promise.resolve(item);
      } finally {
        open.now -= 1;
      }
    },
  }));
  return { sources, open };
}

async function merged(rows: readonly (readonly number[])[]) {
  const { sources, open } = sourcesOf(rows);
  const items: number[] = [];
  for await (const item of mergeByTime(sources, (one) => BigInt(Math.floor(one)))) items.push(item);
  return { items, open };
}

test('items of all sources by time, those of equal times by source', async () => {
  const { items } = await merged([[5, 6.1, 9], [], [1, 6.2, 7], [6.3], [6.4, 6.5]]);
  assert.deepEqual(items, [1, 5, 6.1, 6.2, 6.3, 6.4, 6.5, 7, 9]);
  const many = Array.from({ length: 40 }, (_, i) => [i, i + 3, i + 50, i + 51]);
  const { items: all } = await merged(many);
  assert.deepEqual(
    all,
    many.flat().sort((a, b) => a - b),
  );
});

test('a source is opened when it is due: one after the other where none overlap', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => [10 * i, 10 * i + 5]);
  const { items, open } = await merged(rows);
  assert.equal(items.length, 200);
  assert.deepEqual(open, { now: 0, most: 1 });
});

test('whoever stops reading closes what is open', async () => {
  const { sources, open } = sourcesOf([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  for await (const item of mergeByTime(sources, BigInt)) if (item === 2) break;
  assert.equal(open.now, 0);
});

test('blocks are held up to a bound; one that had to go is loaded again', async () => {
  const blocks = Array.from({ length: 5 }, (_, at): Block => ({
    at,
    recordsAt: at,
    recordsBytes: 0,
    compression: '',
    uncompressedBytes: 0,
    crc: 0,
    isChunk: true,
    counts: undefined,
    startNs: undefined,
    endNs: undefined,
  }));
  const loaded: Block[] = [];
  const cache = new BlockCache((block) => {
    loaded.push(block);
    // A quarter of what is held at most.
    const records = new Uint8Array(1 << 24);
    return Promise.resolve({ records, entries: [], damage: undefined, lostBytes: 0 });
  });
  for (const block of blocks) await cache.get(block);
  assert.equal(loaded.length, 5);
  await cache.get(blocks[4]!);
  assert.equal(loaded.length, 5);
  await cache.get(blocks[0]!);
  assert.equal(loaded.length, 6);
});
