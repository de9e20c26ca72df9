import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import sharp from 'sharp';
import type { Decoded, Engine } from '../../src/engine/engine.js';
import type { ErrorCode } from '../../src/errors.js';
import { EngineService } from '../../src/engine/worker/engineService.js';
import type { EngineRequest, Reply } from '../../src/engine/messages.js';
import { ONE_THREAD } from '../../src/executionProvider.js';
import { loadPack } from '../../src/engine/worker/loadPack.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { checkout, plain } from '../fixtures/fixtures.js';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- manifests are broken on purpose */

/** The pack of make_words.py: it has a saying for each entry of the embedding. */
const words = join(checkout, 'test/fixtures/packs/tiny_words');
const DIMENSION = 9;
const ENDLESS = 'on and on and on and on and on and';
const sayings = ['red cup', 'two red cups, on a table', ENDLESS, ''].concat(
  Array<string>(5).fill('a cup'),
);

const along = (entry: number): Float32Array =>
  Float32Array.from({ length: DIMENSION }, (_, i) => (i === entry ? 1 : 0));

async function speaking(t: TestContext): Promise<Engine> {
  const engine = await openEngine({ pack: words });
  t.after(() => engine.dispose());
  return engine;
}

/** A copy of the pack; `change` may edit its manifest and files, which are hashed anew. */
function broken(t: TestContext, change: (manifest: any, folder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-words-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(words, folder, { recursive: true });
  const path = join(folder, 'pack.yaml');
  const manifest: any = JSON.parse(readFileSync(path, 'utf8'));
  change(manifest, folder);
  for (const name of Object.keys(manifest.files as object)) {
    const bytes = readFileSync(join(folder, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    manifest.files[name] = { sha256, bytes: bytes.length };
  }
  writeFileSync(path, JSON.stringify(manifest));
  return folder;
}

async function refused(folder: string, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(loadPack(folder, ONE_THREAD), { code, message });
}

function edit(folder: string, name: string, change: (text: string) => string): void {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

test('a text is spelled piece by piece and joined as the tokenizer joins it', async (t) => {
  const engine = await speaking(t);
  for (const entry of [0, 1, 4]) {
    assert.equal((await engine.decode(along(entry))).text, sayings[entry]);
  }
});

test('a text that does not end is cut at max_length pieces', async (t) => {
  const engine = await speaking(t);
  assert.equal((await engine.decode(along(2))).text, ENDLESS);
  const shorter = await loadPack(
    broken(t, (manifest, folder) => {
      manifest.y_decoder.max_length = 2;
      edit(folder, 'golden.json', (golden) =>
        golden.replace('two red cups, on a table', 'two red').replace(ENDLESS, 'on and'),
      );
    }),
    ONE_THREAD,
  );
  await shorter.dispose();
});

test('the similarity is the cosine with what the Y-Encoder reads in the text, the probability unknown', async (t) => {
  const engine = await speaking(t);
  const embedding = Float32Array.from([0.8, 0.6, 0, 0, 0, 0, 0, 0, 0]);
  const { text, confidence, similarity } = await engine.decode(embedding);
  const [read] = await engine.encodeText([text]);
  const cosine = embedding.reduce((sum, value, i) => sum + value * read![i]!, 0);
  assert.equal(text, 'red cup');
  assert.ok(cosine > 0.5 && Math.abs(similarity - cosine) < 1e-6, `${similarity}, ${cosine}`);
  assert.ok(Number.isNaN(confidence));
});

test('an embedding without words is TEXT_EMPTY, and the next one is decoded', async (t) => {
  const engine = await speaking(t);
  await assert.rejects(engine.decode(along(3)), { code: 'TEXT_EMPTY', message: /first word/ });
  assert.equal((await engine.decode(along(0))).text, 'red cup');
});

const PYTHON = spawnSync('python3', ['-c', 'import numpy, onnxruntime'], { encoding: 'utf8' });
const skip =
  PYTHON.status === 0
    ? false
    : `nothing to compare with: ${PYTHON.stderr.trim().split('\n').at(-1)}`;
const greedy = `
import json, os, sys
import numpy as np
os.environ['ORT_DISABLE_TELEMETRY'] = '1'
import onnxruntime
folder, longest = sys.argv[1], int(sys.argv[2])
pieces = open(folder + '/y_decoder_vocabulary.txt', encoding='utf-8').read().splitlines()
session = onnxruntime.InferenceSession(folder + '/y_decoder.onnx')
texts = []
for embedding in json.load(sys.stdin):
    ids = [pieces.index('<begin>')]
    while len(ids) <= longest and pieces[ids[-1]] != '<end>':
        feeds = {'embedding': np.array([embedding], np.float32), 'ids': np.array([ids])}
        order = np.argsort(-session.run(None, feeds)[0][0], kind='stable')
        ids.append(next(int(i) for i in order if pieces[i] not in ('<pad>', '<begin>', '<unknown>')))
    said = ' '.join(pieces[i] for i in ids if not pieces[i].startswith('<'))
    texts.append(said.replace(' ##', '').replace(' ,', ','))
print(json.dumps(texts))
`;

test("Python's onnxruntime says the same", { skip }, async (t) => {
  const engine = await speaking(t);
  const embeddings = [
    ...Array.from({ length: DIMENSION }, (_, entry) => along(entry)),
    // The largest entry moves round; the others are not zero.
    ...Array.from({ length: 20 }, (_, k) =>
      Float32Array.from({ length: DIMENSION }, (_, i) => Math.sin(k + 2 * i) / 3),
    ),
  ];
  const input = JSON.stringify(embeddings.map((embedding) => [...embedding]));
  const output = execFileSync('python3', ['-c', greedy, words, '10'], { input, encoding: 'utf8' });
  const expected = JSON.parse(output) as string[];
  assert.deepEqual(expected.slice(0, DIMENSION), sayings);
  for (const [i, embedding] of embeddings.entries()) {
    const said = await engine.decode(embedding).then(
      ({ text }) => text,
      () => '',
    );
    assert.equal(said, expected[i]);
  }
});

/** A service on this thread, and what it replies, in order. */
async function service(t: TestContext) {
  const { port1, port2 } = new MessageChannel();
  const replies: Reply[] = [];
  port1.on('message', (reply: Reply) => replies.push(reply));
  let id = 0;
  const post = (request: EngineRequest): number => {
    id += 1;
    port1.postMessage({ id, request });
    return id;
  };
  const replied = async (to: number): Promise<void> => {
    while (!replies.some((reply) => reply.id === to)) await setImmediate();
  };
  new EngineService(port2).start();
  const load = (): number => post({ kind: 'load', pack: words, compute: ONE_THREAD, maxBatch: 1 });
  await replied(load());
  t.after(async () => {
    await replied(post({ kind: 'dispose' }));
    port1.close();
  });
  const decode = (entry: number): number =>
    post({ kind: 'decode', context: undefined, embedding: along(entry) });
  /** Once the service has taken up the next request, in the same turn of the event loop. */
  const begun = (): Promise<unknown> => new Promise((resolve) => port2.once('message', resolve));
  return { post, load, decode, replied, replies, begun };
}

test('a frame that comes with a long text is done before it; short texts are, too', async (t) => {
  const { post, decode, replied, replies } = await service(t);
  const long = decode(2);
  const frame = { id: 1, stampNs: 1n };
  const image = plain(8, 8, [255, 0, 0]);
  const encoding = {
    handle: 1,
    camera: 'a',
    frames: [frame],
    length: 3,
    image,
    preview: false,
    handedMs: 0,
  };
  post({ kind: 'encode', ...encoding });
  const predict = post({ kind: 'predict', handle: 1, queries: [''] });
  const short = decode(0);
  await replied(long);
  assert.deepEqual(
    replies.slice(1).map((reply) => reply.id),
    [predict, short, long],
  );
  const texts = replies.slice(2).map((reply) => ('value' in reply ? reply.value : reply.error));
  assert.deepEqual(
    (texts as Decoded[]).map(({ text }) => text),
    ['red cup', ENDLESS],
  );
});

test('a text that is half said when the pack is released is never heard of again', async (t) => {
  const { post, load, decode, replied, replies, begun } = await service(t);
  decode(2);
  await begun();
  // The first piece is being computed.
  const released = post({ kind: 'dispose' });
  await replied(released);
  await replied(load());
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  assert.deepEqual(
    replies.slice(1).map((reply) => [reply.id, 'value' in reply]),
    [
      [released, true],
      [released + 1, true],
    ],
  );
});

test('a manifest that mixes the two kinds, or leaves something out, is refused', async (t) => {
  const cases: [(decoder: any) => void, ErrorCode, RegExp][] = [
    [
      (d) => (d.type = 'oracle'),
      'PACK_MANIFEST',
      /y_decoder\.type.*"phrase_bank","language_model"/,
    ],
    [(d) => delete d.type, 'PACK_MANIFEST', /y_decoder must have required property 'type'/],
    [(d) => delete d.vocabulary, 'PACK_MANIFEST', /y_decoder must have .*'vocabulary'/],
    [(d) => delete d.inputs.ids, 'PACK_MANIFEST', /y_decoder\.inputs must have .*'ids'/],
    [(d) => (d.max_length = 0), 'PACK_MANIFEST', /y_decoder\.max_length must be >= 1, got 0/],
    [(d) => (d.phrases = 'phrases.txt'), 'PACK_FIELD', /y_decoder\.phrases; known.*vocabulary/],
    [(d) => (d.vocabulary = 'words.txt'), 'PACK_MANIFEST', /missing there: words\.txt/],
  ];
  for (const [change, code, message] of cases) {
    await refused(
      broken(t, (manifest) => change(manifest.y_decoder)),
      code,
      message,
    );
  }
});

test('a vocabulary that is not there is PACK_FILE_MISSING', async (t) => {
  const folder = broken(t, () => undefined);
  rmSync(join(folder, 'y_decoder_vocabulary.txt'));
  await refused(folder, 'PACK_FILE_MISSING', /y_decoder_vocabulary\.txt is missing/);
});

test('graphs of other names, types or widths are PACK_SHAPE, each named', async (t) => {
  const cases: [(decoder: any, folder: string) => void, RegExp][] = [
    [
      (d) => (d.inputs.ids = 'tokens'),
      /y_decoder\.onnx has no input "tokens", it has: embedding, ids/,
    ],
    [(d) => (d.output = 'scores'), /y_decoder\.onnx has no output "scores", it has: logits/],
    [
      (d) => (d.inputs = { embedding: 'ids', ids: 'embedding' }),
      /input "ids": expected float32 \[batch, 9\], got int64.*input "embedding": expected int64/,
    ],
    [
      (_, folder) => edit(folder, 'y_decoder_vocabulary.txt', (lines) => lines + 'is\n'),
      /output "logits": expected float32 \[batch, 14\], got float32 \[batch, 13\] \(y_decoder_vocabulary\.txt has 14 lines\)/,
    ],
    [
      // Only a run shows how wide its logits are.
      (_, folder) => {
        cpSync(join(words, '../free_width.onnx'), join(folder, 'y_decoder.onnx'));
        edit(folder, 'y_decoder_vocabulary.txt', (lines) => lines + 'is\n');
      },
      /y_decoder\.onnx gives 13 logits, y_decoder_vocabulary\.txt has 14 lines/,
    ],
  ];
  for (const [change, message] of cases) {
    await refused(
      broken(t, (manifest, folder) => change(manifest.y_decoder, folder)),
      'PACK_SHAPE',
      message,
    );
  }
});

test('a vocabulary that does not suit the tokenizer is PACK_VOCABULARY and names the pieces', async (t) => {
  const cases: [(lines: string) => string, RegExp][] = [
    [(l) => l.replace('table', 'chair'), /has 1 of 9 pieces.*does not know: "chair"; expected/],
    [(l) => l.replaceAll('\n', '\r\n'), /must begin with the lines <pad>.*got "<pad>\\r"/],
    [(l) => l.replace('\ncup\n', '\n\n'), /does not know: ""/],
    [(l) => l.replace('<end>\n', '') + 'is\n', /<pad>, <begin>, <end>, <unknown>, got "<pad>"/],
    [
      (l) => l.split('\n').slice(0, 4).concat('uvwxyz123'.split('')).join('\n'),
      /has 9 of 9 pieces.*"u", "v", "w", "x", "y", …/,
    ],
  ];
  for (const [change, message] of cases) {
    await refused(
      broken(t, (_, folder) => edit(folder, 'y_decoder_vocabulary.txt', change)),
      'PACK_VOCABULARY',
      message,
    );
  }
});

test('a golden text that is another, or an empty one, is PACK_GOLDEN', async (t) => {
  await refused(
    broken(t, (_, folder) =>
      edit(folder, 'golden.json', (g) => g.replace('"phrase": "red cup"', '"phrase": "red cups"')),
    ),
    'PACK_GOLDEN',
    /text of clip 0 differs: expected "red cups", got "red cup"/,
  );
  // Dark, red, dark: the fourth entry is the largest, and has no words.
  const background = { r: 10, g: 20, b: 30 };
  const dark = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
  const flat = [10, 20, 30, 200, 100, 50, 10, 20, 30];
  const empty = broken(t, (_, folder) => {
    writeFileSync(join(folder, 'dark.png'), dark);
    edit(folder, 'golden.json', (text) => {
      const golden: any = JSON.parse(text);
      golden.clips[0] = {
        frames: ['dark.png', 'golden_0.png', 'dark.png'],
        embedding: flat.map((value) => value / Math.hypot(...flat)),
        tolerance: 1e-5,
      };
      return JSON.stringify(golden);
    });
  });
  await refused(empty, 'PACK_GOLDEN', /clip 0 differs: expected "red cup", got an empty text/);
});
