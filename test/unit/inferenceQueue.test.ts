import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeGroup, type Waiting } from '../../src/engine/worker/requestQueue.js';
import { plain } from '../fixtures/fixtures.js';

interface Item extends Waiting {
  readonly name: string;
}
const encode = (handle: number): Item => ({
  name: `e${handle}`,
  request: {
    kind: 'encode',
    handle,
    camera: 'a',
    frames: [],
    length: 1,
    image: plain(1, 1, [0, 0, 0]),
    preview: false,
    handedMs: 0,
  },
});
const predict = (handle: number): Item => ({
  name: `p${handle}`,
  request: { kind: 'predict', handle, queries: [] },
});
const text = (name: string): Item => ({ name, request: { kind: 'encodeText', texts: [] } });
const decode = (name: string): Item => ({
  name,
  request: { kind: 'decode', context: undefined, embedding: new Float32Array() },
});
const names = (items: readonly Item[]): string[] => items.map((item) => item.name);
/** All groups, one after the other. */
function groups(queue: Item[], maxBatch: number): string[][] {
  const taken = [];
  for (let group = takeGroup(queue, maxBatch); group.length > 0;) {
    taken.push(names(group));
    group = takeGroup(queue, maxBatch);
  }
  return taken;
}

test('frames that wait together make one group, in order, and leave the rest', () => {
  assert.deepEqual(groups([encode(1), text('t'), encode(2), encode(3)], 8), [
    ['e1', 'e2', 'e3'],
    ['t'],
  ]);
});

test('a prediction waits for its own clip, and comes before other clips', () => {
  const queue = [encode(1), predict(1), encode(2), predict(2)];
  assert.deepEqual(groups(queue, 1), [['e1'], ['p1'], ['e2'], ['p2']]);
});

test('clips that were encoded together are predicted from together', () => {
  const queue = [encode(1), predict(1), encode(2), predict(2), text('t')];
  assert.deepEqual(groups(queue, 8), [['e1', 'e2'], ['p1', 'p2'], ['t']]);
});

test('a prediction from tokens that are not on their way runs, to say so', () => {
  assert.deepEqual(groups([encode(1), predict(9)], 1), [['p9'], ['e1']]);
});

test('a group has at most maxBatch members', () => {
  assert.deepEqual(groups([encode(1), encode(2), encode(3)], 2), [['e1', 'e2'], ['e3']]);
});

test('texts and decodings run one by one, first come, first served', () => {
  const queue = [text('t1'), decode('d1'), text('t2'), decode('d2')];
  assert.deepEqual(groups(queue, 8), [['t1'], ['d1'], ['t2'], ['d2']]);
});

test('whatever is asked of a window waits for its clip, not for those of others', () => {
  const features: Item = { name: 'f2', request: { kind: 'features', handle: 2 } };
  const preview: Item = { name: 'j1', request: { kind: 'preview', handle: 1, width: 9 } };
  const queue = [encode(1), encode(2), features, preview, predict(2)];
  assert.deepEqual(groups(queue, 1), [['e1'], ['e2'], ['p2'], ['f2'], ['j1']]);
});
