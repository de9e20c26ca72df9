import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeGroup, type Waiting } from '../../src/inference/requestQueue.js';
import { TokenStore } from '../../src/inference/tokenStore.js';

interface Item extends Waiting {
  readonly name: string;
}
const encode = (name: string, camera: string, ready = true): Item => ({
  name,
  kind: 'encode',
  camera,
  ready,
});
const other = (name: string, kind: string): Item => ({ name, kind, ready: true });
const names = (items: readonly Item[]): string[] => items.map((item) => item.name);

test('frames that wait together make one group, in order, and leave the rest', () => {
  const queue = [
    encode('a1', 'a'),
    other('t1', 'encodeText'),
    encode('b1', 'b'),
    encode('a2', 'a'),
  ];
  assert.deepEqual(names(takeGroup(queue, 8)), ['a1', 'b1', 'a2']);
  assert.deepEqual(names(takeGroup(queue, 8)), ['t1']);
  assert.deepEqual(takeGroup(queue, 8), []);
});

test('a prediction comes before the frames that wait', () => {
  const queue = [encode('a1', 'a'), other('p1', 'predict')];
  assert.deepEqual(names(takeGroup(queue, 8)), ['p1']);
  assert.deepEqual(names(takeGroup(queue, 8)), ['a1']);
});

test('a group has at most maxBatch members', () => {
  const queue = [encode('a', 'a'), encode('b', 'b'), encode('c', 'c')];
  assert.deepEqual(names(takeGroup(queue, 2)), ['a', 'b']);
  assert.deepEqual(names(queue), ['c']);
});

test('predictions make a group, texts and decodings run one by one', () => {
  const kinds = ['predict', 'predict', 'encodeText', 'encodeText', 'decode', 'decode'];
  const queue = kinds.map((kind, i) => other(`${kind} ${i}`, kind));
  const sizes = [];
  for (let group = takeGroup(queue, 8); group.length > 0; group = takeGroup(queue, 8)) {
    sizes.push(group.length);
  }
  assert.deepEqual(sizes, [2, 1, 1, 1, 1]);
});

test('a frame still being decoded holds back later ones of its camera, and nothing else', () => {
  const queue = [
    encode('a1', 'a', false),
    encode('a2', 'a'),
    encode('b1', 'b'),
    other('t', 'decode'),
  ];
  assert.deepEqual(names(takeGroup(queue, 8)), ['b1']);
  assert.deepEqual(names(takeGroup(queue, 8)), ['t']);
  assert.deepEqual(takeGroup(queue, 8), []);
  assert.deepEqual(names(queue), ['a1', 'a2']);
});

test('tokens are taken once, and those that nobody takes are let go', () => {
  const store = new TokenStore<string>(2);
  const [first, second, third] = ['a', 'b', 'c'].map((value) => store.put(value));
  assert.equal(store.take(second as number), 'b');
  assert.equal(store.take(third as number), 'c');
  for (const handle of [first, second]) {
    assert.throws(() => store.take(handle as number), {
      code: 'ENGINE_FAILED',
      message: /are gone.*encode the clip again/,
    });
  }
});
