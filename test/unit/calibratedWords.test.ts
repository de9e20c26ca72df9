import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DecodeContext, Decoded } from '../../src/engine/engine.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { ONE_THREAD } from '../../src/executionProvider.js';
import { loadPack } from '../../src/engine/worker/loadPack.js';
import type { Manifest } from '../../src/pack/manifest.js';
import { checkout } from '../fixtures/fixtures.js';

/**
 * The pack of make_sentences.py: the probability of its four sentences is their entry of the embedding
 * times the first feature.
 */
const pack = join(checkout, 'test/fixtures/packs/tiny_sentences');
const CONTEXT: DecodeContext = {
  query: '',
  features: Float32Array.of(1, 0, 0),
  minProbability: 0.7,
  changed: true,
};

/** S_y whose first entries are these. */
function entries(...first: number[]): Float32Array {
  return Float32Array.from({ length: 9 }, (_, i) => first[i] ?? 0);
}

async function opened(t: TestContext) {
  const engine = await openEngine({ pack });
  t.after(() => engine.dispose());
  return engine;
}

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, ${expected}`);

test("the graph's probabilities choose the sentence, and the Y-Encoder reads it", async (t) => {
  const engine = await opened(t);
  const embedding = entries(0.9, 0.8, 0.75, 0.6);
  const said = await engine.decode(embedding, CONTEXT);
  assert.equal(said.text, 'a cup');
  near(said.confidence, 0.75);
  assert.deepEqual(
    said.alternatives.map(({ text }) => text),
    ['a red cup'],
  );
  near(said.alternatives[0]!.probability, 0.6);
  assert.deepEqual(said.implied, ['a cup is on a table', 'there is a cup']);
  const [read] = await engine.encodeText(['a cup']);
  near(
    said.similarity,
    embedding.reduce((sum, value, i) => sum + value * read![i]!, 0),
  );
});

test('the picture, the minimum and whether something has changed decide, too', async (t) => {
  const engine = await opened(t);
  const decode = (context: Partial<DecodeContext>) =>
    engine.decode(entries(0.9, 0.8, 0.75, 0.6), { ...CONTEXT, ...context });
  assert.equal((await decode({ minProbability: 0.5 })).text, 'a red cup');
  const features = Float32Array.of(0.9, 0, 0);
  assert.equal((await decode({ features })).text, 'there is a cup');
  const dark = Float32Array.of(0.5, 0, 0);
  const unsure = await decode({ features: dark });
  assert.deepEqual([unsure.text, unsure.sure], ['a cup is on a table', false]);
  const asked = await decode({ features: dark, changed: false });
  assert.deepEqual([asked.text, asked.sure], ['there is a cup', false]);
});

test('of other queries, and without a context, the Y-Decoder speaks and no probability is known', async (t) => {
  const engine = await opened(t);
  const embedding = entries(0, 0, 1);
  const answers: Decoded[] = [
    await engine.decode(embedding, { ...CONTEXT, query: 'What is there?' }),
    await engine.decode(embedding),
  ];
  for (const { text, confidence, alternatives } of answers) {
    assert.equal(text, 'third');
    assert.ok(Number.isNaN(confidence));
    assert.deepEqual(alternatives, []);
  }
});

test('probabilities that are not finite are REQUEST_FAILED, and the next text is decoded', async (t) => {
  const engine = await opened(t);
  await assert.rejects(engine.decode(entries(NaN), CONTEXT), { code: 'REQUEST_FAILED' });
  assert.equal((await engine.decode(entries(1), CONTEXT)).text, 'a cup is on a table');
});

/** A copy of the pack with other sentences. */
function withSentences(t: TestContext, sentences: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-sentences-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(pack, folder, { recursive: true });
  writeFileSync(join(folder, 'sentences.tsv'), sentences);
  const path = join(folder, 'pack.yaml');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const sha256 = createHash('sha256').update(sentences).digest('hex');
  const files = { ...manifest.files, 'sentences.tsv': { sha256, bytes: sentences.length } };
  writeFileSync(path, JSON.stringify({ ...manifest, files }));
  return folder;
}

test('a line that is no sentence is PACK_SENTENCES, another number of them PACK_SHAPE', async (t) => {
  const lines = readFileSync(join(pack, 'sentences.tsv'), 'utf8');
  await assert.rejects(
    loadPack(withSentences(t, lines.replace('\t\t\ta cup\n', '\ta cup\n')), ONE_THREAD),
    {
      code: 'PACK_SENTENCES',
      message: /sentences\.tsv line 3: expected a level, .*got "4\\tlift\\ta cup"/,
    },
  );
  await assert.rejects(loadPack(withSentences(t, `${lines}4\tlift\t\t\ta mug\n`), ONE_THREAD), {
    code: 'PACK_SHAPE',
    message: /probabilities": expected float32 \[batch, 5\].*sentences\.tsv has 5 lines/,
  });
});
