import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameRing, padFront } from '../../src/engine/frameRing.js';

const frames = (...ids: number[]): { id: number; stampNs: bigint }[] =>
  ids.map((id) => ({ id, stampNs: BigInt(id) * 100n }));

function ringOf(...ids: number[]): FrameRing<string> {
  const ring = new FrameRing<string>();
  for (const id of ids) ring.put(id, `frame ${id}`);
  return ring;
}

test('a window holds the frames of its clip, oldest first', () => {
  const window = ringOf(1, 2, 3).window(frames(1, 2, 3), 3);
  assert.deepEqual(window, { values: ['frame 1', 'frame 2', 'frame 3'], windowStartNs: 100n });
});

test('a short clip repeats its oldest frame at the front', () => {
  const window = ringOf(7, 8).window(frames(7, 8), 4);
  assert.deepEqual(window.values, ['frame 7', 'frame 7', 'frame 7', 'frame 8']);
  assert.equal(window.windowStartNs, 700n);
  assert.deepEqual(padFront([1, 2, 3], 2), [1, 2, 3]);
});

test('a frame that is not there is left out, and the window starts at the oldest that is', () => {
  const window = ringOf(2, 4).window(frames(1, 2, 3, 4), 4);
  assert.deepEqual(window.values, ['frame 2', 'frame 2', 'frame 2', 'frame 4']);
  assert.equal(window.windowStartNs, 200n);
});

test('a ring keeps no more than the latest clip', () => {
  const ring = ringOf(1);
  for (let id = 2; id < 100; id += 1) {
    ring.put(id, `frame ${id}`);
    ring.window(frames(id - 1, id), 2);
    assert.ok(ring.size <= 2);
  }
  assert.ok(ring.has(99) && ring.has(98) && !ring.has(97));
});
