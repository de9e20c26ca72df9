import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameCache, padFront } from '../../src/engine/worker/frameCache.js';

const frames = (...ids: number[]): { id: number; stampNs: bigint }[] =>
  ids.map((id) => ({ id, stampNs: BigInt(id) * 100n }));

function cacheOf(...ids: number[]): FrameCache<string> {
  const cache = new FrameCache<string>();
  for (const id of ids) cache.put(id, `frame ${id}`);
  return cache;
}

test('a window holds the frames of its clip, oldest first', () => {
  const window = cacheOf(1, 2, 3).window(frames(1, 2, 3), 3);
  assert.deepEqual(window, { values: ['frame 1', 'frame 2', 'frame 3'], windowStartNs: 100n });
});

test('a short clip repeats its oldest frame at the front', () => {
  const window = cacheOf(7, 8).window(frames(7, 8), 4);
  assert.deepEqual(window.values, ['frame 7', 'frame 7', 'frame 7', 'frame 8']);
  assert.equal(window.windowStartNs, 700n);
  assert.deepEqual(padFront([1, 2, 3], 2), [1, 2, 3]);
});

test('a frame that is not there is left out, and the window starts at the oldest that is', () => {
  const window = cacheOf(2, 4).window(frames(1, 2, 3, 4), 4);
  assert.deepEqual(window.values, ['frame 2', 'frame 2', 'frame 2', 'frame 4']);
  assert.equal(window.windowStartNs, 200n);
});

test('a cache keeps no more than the latest clip', () => {
  const cache = cacheOf(1);
  for (let id = 2; id < 100; id += 1) {
    cache.put(id, `frame ${id}`);
    cache.window(frames(id - 1, id), 2);
    assert.ok(cache.size <= 2);
  }
  assert.ok(cache.has(99) && cache.has(98) && !cache.has(97));
});
