import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutBody, padIds, TextTokenizer } from '../../src/inference/tokenIds.js';
import { tinyPack } from '../fixtures/fixtures.js';

const tokenizer = new TextTokenizer(tinyPack('tiny_frame'), {
  tokenizer: 'tokenizer.json',
  tokenizer_config: 'tokenizer_config.json',
  max_length: 6,
});

test('a text becomes its words between the special tokens, whatever its case', () => {
  // [CLS] a red cup [SEP]
  assert.deepEqual(tokenizer.ids('A red cup'), [2, 4, 5, 6, 3]);
  assert.deepEqual(tokenizer.ids(''), [2, 3]);
  assert.deepEqual(tokenizer.ids('zebra'), [2, 1, 3]);
});

test('a text that is too long loses words at its end, never a special token', () => {
  assert.deepEqual(tokenizer.ids('a red cup is on a table'), [2, 4, 5, 6, 8, 3]);
  assert.deepEqual(cutBody([9, 1, 2, 3, 8, 7], [1, 2, 3], 4), [9, 1, 8, 7]);
  assert.deepEqual(cutBody([1, 2, 3], [1, 2, 3], 2), [1, 2]);
});

test('texts of a batch are padded to the longest and masked', () => {
  const { ids, mask, shape } = padIds([[5, 6, 7], [8], []], 42);
  assert.deepEqual(shape, [3, 3]);
  assert.deepEqual([...ids], [5n, 6n, 7n, 8n, 42n, 42n, 42n, 42n, 42n]);
  assert.deepEqual([...mask], [1n, 1n, 1n, 1n, 0n, 0n, 0n, 0n, 0n]);
});
