import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { WindowStore } from '../../src/engine/worker/windowStore.js';
import type { VisualResult } from '../../src/engine/worker/visualEncoder.js';

const visual: VisualResult = {
  tokens: [],
  reused: false,
  windowStartNs: 0n,
  stageMs: { decompress: 0, prepare: 0, x_encoder: 0 },
  warnings: [],
  luma: undefined,
};
/** Large enough that its memory is freed at once. */
const BYTES = 100_000;
const pixels = (): RawImage => ({
  kind: 'raw',
  encoding: 'mono8',
  width: BYTES,
  height: 1,
  step: BYTES,
  bigEndian: false,
  data: new Uint8Array(BYTES),
});
const gone = (message: RegExp) => ({ code: 'WINDOW_RELEASED', message });

function encoded(store: WindowStore, handle: number, image = pixels()): RawImage {
  store.begin(handle);
  store.put(handle, visual, image);
  return image;
}

test('a window is there as often as it is asked for, until it is released', () => {
  const store = new WindowStore();
  const image = encoded(store, 1);
  for (let i = 0; i < 2; i += 1) {
    assert.equal(store.visual(1), visual);
    assert.equal(store.image(1), image);
  }
  store.release(1);
  store.release(1);
  assert.throws(() => store.visual(1), gone(/window 1 is gone: it was released/));
  assert.throws(() => store.image(1), gone(/window 1 is gone/));
  assert.equal(image.data.byteLength, 0);
});

test('a window that is released while it is being encoded is not kept', () => {
  const store = new WindowStore();
  const image = pixels();
  store.begin(1);
  store.release(1);
  store.put(1, visual, image);
  assert.throws(() => store.visual(1), gone(/gone/));
  assert.equal(image.data.byteLength, 0);
});

test('what encoding failed with is what every request fails with', () => {
  const store = new WindowStore();
  const failure = new Error('no picture');
  store.begin(1);
  const image = pixels();
  store.put(1, failure, image);
  assert.equal(image.data.byteLength, 0);
  for (let i = 0; i < 2; i += 1) assert.throws(() => store.visual(1), failure);
  assert.throws(() => store.image(1), failure);
});

test('of windows that nobody releases the oldest are let go, those being encoded are not', () => {
  const store = new WindowStore(2);
  store.begin(9);
  const images = [1, 2, 3].map((handle) => encoded(store, handle));
  assert.throws(() => store.visual(1), gone(/more than 2 windows.*encode its clip again/));
  assert.deepEqual(
    images.map(({ data }) => data.byteLength),
    [0, BYTES, BYTES],
  );
  store.put(9, visual);
  assert.equal(store.visual(9), visual);
  assert.throws(() => store.visual(2), gone(/gone/));
});

test("images have a bound of their own: the oldest windows' are let go, the newest's stay", () => {
  const store = new WindowStore(64, 2 * BYTES);
  for (const handle of [1, 2, 3]) encoded(store, handle);
  assert.throws(() => store.image(1), gone(/image of window 1.*ask for a preview sooner/));
  assert.equal(store.visual(1), visual);
  assert.equal(store.image(2).data.byteLength, BYTES);
  store.release(2);
  encoded(store, 4);
  assert.equal(store.image(3).data.byteLength, BYTES);
  const tight = new WindowStore(64, 1);
  for (const handle of [1, 2]) encoded(tight, handle);
  assert.equal(tight.image(2).data.byteLength, BYTES);
  assert.throws(() => tight.image(1), gone(/image of window 1/));
});
