import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cutBody, padIds, TextTokenizer } from '../../src/engine/worker/tokenIds.js';
import { checkout, tinyPack } from '../fixtures/fixtures.js';

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

test('the words that a tokenizer does not know are named, each as it was written', () => {
  assert.deepEqual(tokenizer.unknownWords('A  red zebra on\ta Tür'), ['zebra', 'Tür']);
  assert.deepEqual(tokenizer.unknownWords('a red cup'), []);
  assert.deepEqual(tokenizer.unknownWords(' '), []);
});

test('a tokenizer of word pieces knows words that it can put together', () => {
  const shipped = new TextTokenizer(join(checkout, 'models/nano'), {
    tokenizer: 'tokenizer.json',
    tokenizer_config: 'tokenizer_config.json',
    max_length: 32,
  });
  assert.deepEqual(shipped.unknownWords('an unscrewdriverable Tür'), []);
  assert.deepEqual(shipped.unknownWords('a 🦾 by the 鑿'), ['🦾', '鑿']);
  // A zero-width space: nothing is left of it.
  assert.deepEqual(shipped.unknownWords('\u200B door'), ['\u200B']);
});

test('a tokenizer of bytes knows every word', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-tokenizer-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const pieces = Array.from({ length: 256 }, (_, i) => String.fromCodePoint(i < 33 ? 256 + i : i));
  const model = {
    type: 'BPE',
    unk_token: null,
    byte_fallback: true,
    vocab: Object.fromEntries<number>([
      ...pieces.map((piece, i) => [piece, i] as const),
      ...Array.from(
        { length: 256 },
        (_, i) => [`<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`, 256 + i] as const,
      ),
    ]),
    merges: [],
  };
  const file = {
    model,
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
  };
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ ...file, added_tokens: [] }));
  writeFileSync(join(folder, 'tokenizer_config.json'), '{}');
  const spec = {
    tokenizer: 'tokenizer.json',
    tokenizer_config: 'tokenizer_config.json',
    max_length: 32,
  };
  assert.deepEqual(new TextTokenizer(folder, spec).unknownWords('a 🦾 by the 鑿'), []);
});
