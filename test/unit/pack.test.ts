import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import type { ErrorCode } from '../../src/errors.js';
import { ONE_THREAD } from '../../src/executionProvider.js';
import { loadPack } from '../../src/engine/worker/loadPack.js';
import { verifyGolden } from '../../src/engine/worker/goldenCheck.js';
import { readManifest } from '../../src/pack/readManifest.js';
import { packFolder } from '../../src/pack/packFolder.js';
import { checkout, tinyPack } from '../fixtures/fixtures.js';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call -- manifests are broken on purpose */

/** A copy of a tiny pack; `change` may edit its manifest, which is written back. */
function broken(
  t: TestContext,
  change: (manifest: any, folder: string) => void,
  pack: Parameters<typeof tinyPack>[0] = 'tiny_frame',
): string {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-pack-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(tinyPack(pack), folder, { recursive: true });
  const path = join(folder, 'pack.yaml');
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  change(manifest, folder);
  writeFileSync(path, JSON.stringify(manifest));
  return folder;
}

/** Replaces a file of the pack and names the new one in the manifest. */
function replace(manifest: any, folder: string, name: string, content: Buffer | string): void {
  writeFileSync(join(folder, name), content);
  const bytes = readFileSync(join(folder, name));
  manifest.files[name] = {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  };
}

async function refused(folder: string, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(loadPack(folder, ONE_THREAD), { code, message });
}

test('a whole pack loads, and its description is the manifest', async () => {
  const model = await loadPack(tinyPack('tiny_frame'), ONE_THREAD);
  assert.equal(model.description.id, 'tiny_frame/1.0.0');
  assert.equal(model.description.embeddingDimension, 9);
  assert.equal(model.description.readsQuery, false);
  await model.dispose();
});

for (const name of ['pack', 'golden']) {
  test(`schemas/${name}.schema.json is a valid schema of JSON Schema 2020-12`, () => {
    const file = join(checkout, `schemas/${name}.schema.json`);
    const schema = JSON.parse(readFileSync(file, 'utf8')) as AnySchemaObject;
    const ajv = new Ajv2020({ strict: true, strictRequired: false, discriminator: true });
    assert.ok(ajv.validateSchema(schema), ajv.errorsText());
    // Strict: a keyword that is misspelt, or stands where it has no effect, is an error.
    ajv.compile(schema);
  });
}

test('a folder that is not there is PACK_MISSING and names the packs there are', async (t) => {
  await refused('/no/such/pack', 'PACK_MISSING', /\/no\/such\/pack/);
  const models = mkdtempSync(join(tmpdir(), 'vljepa-models-'));
  t.after(() => rmSync(models, { recursive: true }));
  mkdirSync(join(models, 'nano'));
  assert.throws(() => packFolder('nan', models), { code: 'PACK_MISSING', message: /nano/ });
  assert.equal(packFolder('nano', models), join(models, 'nano'));
});

test('a folder without pack.yaml is PACK_FILE_MISSING', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-pack-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await refused(folder, 'PACK_FILE_MISSING', /pack\.yaml is missing/);
});

test('a pack.yaml that cannot be read as a file, or as YAML, is PACK_UNREADABLE', async (t) => {
  const folder = broken(t, () => undefined);
  writeFileSync(join(folder, 'pack.yaml'), 'name: [nano');
  await refused(folder, 'PACK_UNREADABLE', /pack\.yaml is not YAML/);
  rmSync(join(folder, 'pack.yaml'));
  mkdirSync(join(folder, 'pack.yaml'));
  await refused(folder, 'PACK_UNREADABLE', /pack\.yaml cannot be read \(EISDIR\)/);
});

test('a field that is not known is PACK_FIELD and is named with its place', async (t) => {
  const folder = broken(t, (manifest) => {
    manifest.x_encoder.image.colour = 'rgb';
    manifest.authors = 'us';
  });
  await refused(folder, 'PACK_FIELD', /x_encoder\.image\.colour.*known there.*channels/s);
  await refused(folder, 'PACK_FIELD', /\bauthors\b/);
});

test('a misspelt field is refused with the name that was probably meant', async (t) => {
  const folder = broken(t, (manifest) => {
    const parts = [manifest, ...(manifest.origin as object[])] as Record<string, unknown>[];
    for (const part of parts) {
      part['licence'] = part['license'];
      delete part['license'];
    }
  });
  const places =
    /: licence \(did you mean license\?\), origin\.0\.licence \(did you mean license\?\); /;
  await refused(folder, 'PACK_FIELD', places);
  await refused(folder, 'PACK_FIELD', /Correct the name/);
});

test('a field that is missing or has another value is PACK_MANIFEST', async (t) => {
  const cases: [(manifest: any) => void, RegExp][] = [
    [(m) => delete m.embedding_dimension, /embedding_dimension/],
    [(m) => (m.x_encoder.mode = 'per_pixel'), /x_encoder\.mode.*per_frame.*got "per_pixel"/],
    [(m) => (m.x_encoder.frames.min = 9), /min ≤ default ≤ max/],
    [(m) => (m.x_encoder.image.std = [1, 0, 1]), /std\.1 must be > 0/],
    [(m) => (m.y_encoder.label_template = 'a photo'), /label_template/],
    [(m) => (m.x_encoder.features = { pool: 'max' }), /x_encoder\.features\.pool.*mean.*got "max"/],
    [(m) => (m.x_encoder.graph = '../x_encoder.onnx'), /x_encoder\.graph/],
    [(m) => delete m.files['phrases.txt'], /missing there: phrases\.txt/],
    [(m) => (m.predictor.inputs.query_ids = 'query_ids'), /belong together/],
    [
      (m) => Object.assign(m.x_encoder.image, { resize: 'short_side' }),
      /x_encoder\.image must have .*'short_side'; x_encoder\.image\.crop must be .*"center", got "none"$/,
    ],
    [
      (m) => (m.x_encoder.image.short_side = 8),
      /format: x_encoder\.image\.short_side must be left out .*, got 8$/,
    ],
    [
      (m) => (m.y_decoder.type = 'choir'),
      /format: y_decoder\.type .*\["phrase_bank","language_model"\], got "choir"$/,
    ],
    [
      (m) => (m.execution = { keep_on_cpu: ['golden.json'] }),
      /contradicts itself: execution\.keep_on_cpu names golden\.json; the graphs are x_encoder\.onnx, /,
    ],
  ];
  for (const [change, message] of cases) {
    await refused(
      broken(t, (manifest) => change(manifest)),
      'PACK_MANIFEST',
      message,
    );
  }
});

test('a file that the manifest names and that is not there is PACK_FILE_MISSING', async (t) => {
  const folder = broken(t, (_, path) => rmSync(join(path, 'predictor.onnx')));
  await refused(folder, 'PACK_FILE_MISSING', /predictor\.onnx is missing/);
});

test('a file that is a folder is PACK_UNREADABLE', async (t) => {
  const folder = broken(t, (_, path) => {
    rmSync(join(path, 'phrases.txt'));
    mkdirSync(join(path, 'phrases.txt'));
  });
  await refused(folder, 'PACK_UNREADABLE', /phrases\.txt cannot be read/);
});

test('a file with other bytes is PACK_HASH and says both hashes', async (t) => {
  const folder = broken(t, (_, path) => writeFileSync(join(path, 'phrases.txt'), 'a\nb\nc\n'));
  await refused(
    folder,
    'PACK_HASH',
    /phrases\.txt.*expected SHA-256 [0-9a-f]{64}.*got [0-9a-f]{64}/,
  );
});

test('a graph that is not ONNX is PACK_GRAPH', async (t) => {
  const folder = broken(t, (manifest, path) => {
    replace(manifest, path, 'predictor.onnx', 'not a graph');
  });
  await refused(folder, 'PACK_GRAPH', /predictor\.onnx does not load/);
});

test('graphs of another shape, name or type are PACK_SHAPE, each named', async (t) => {
  const cases: [(manifest: any) => void, RegExp][] = [
    [
      (m) => (m.x_encoder.image.width = 16),
      /x_encoder\.onnx input "pixels": expected float32 \[batch, 3, 8, 16\], got float32 \[batch, 3, 8, 8\]/,
    ],
    [(m) => (m.x_encoder.tokens.dimension = 4), /output "tokens".*predictor\.onnx input "tokens"/s],
    [(m) => (m.embedding_dimension = 10), /output "embedding": expected float32 \[batch, 10\]/],
    [(m) => (m.predictor.inputs.tokens = 'visual'), /has no input "visual", it has: tokens/],
    [(m) => (m.x_encoder.frames.max = 4), /predictor\.onnx input "tokens".*free/],
    [
      (m) => (m.y_encoder.inputs.mask = 'input_ids'),
      /wants inputs that pack\.yaml does not name: attention_mask/,
    ],
  ];
  for (const [change, message] of cases) {
    await refused(
      broken(t, (manifest) => change(manifest)),
      'PACK_SHAPE',
      message,
    );
  }
  const fewer = broken(t, (manifest, path) => replace(manifest, path, 'phrases.txt', 'a\nb\n'));
  await refused(fewer, 'PACK_SHAPE', /output "scores": expected float32 \[batch, 2\]/);
});

test('what labels are scored by is read; a pack that does not say has none', async () => {
  const [plain, calibrated] = [
    await loadPack(tinyPack('tiny_query'), ONE_THREAD),
    await loadPack(tinyPack('tiny_labels'), ONE_THREAD),
  ];
  assert.equal(plain.description.labels, undefined);
  const { queries, other } = calibrated.description.labels!;
  assert.deepEqual(
    queries.map(({ typicalState, ...query }) => [
      query,
      [...typicalState.slice(0, 2)].map(rounded),
    ]),
    [
      [{ query: 'what is there on table', scale: 4, offset: 0 }, [0.3, 0.3]],
      [{ query: 'a cup', scale: 6, offset: -0.5 }, [0.5, 0.3]],
    ],
  );
  assert.equal(other, 0.5);
  const answers = { yes: 'table', no: 'x x x x', scale: 60, yesOffset: 0 };
  assert.deepEqual(calibrated.description.answers, answers);
  assert.equal(plain.description.answers, undefined);
  for (const model of [plain, calibrated]) await model.dispose();
});

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

test('typical states of another size, or of a Predictor that reads no query, are PACK_SHAPE', async (t) => {
  const labels = {
    typical_states: 'typical_states.f32',
    queries: [{ query: 'a cup', scale: 1, offset: 0 }],
    other: 0,
  };
  const ignoring = broken(t, (manifest, path) => {
    manifest.labels = labels;
    replace(manifest, path, 'typical_states.f32', Buffer.alloc(36));
  });
  await refused(ignoring, 'PACK_SHAPE', /labels\.queries, but its Predictor reads no query/);
  const short = broken(
    t,
    (manifest, path) => replace(manifest, path, 'typical_states.f32', Buffer.alloc(36)),
    'tiny_labels',
  );
  await refused(
    short,
    'PACK_SHAPE',
    /typical_states\.f32: expected float32 \[2, 10\], 80 bytes, got 36 bytes/,
  );
});

test('a file that is not a tokenizer is PACK_UNREADABLE', async (t) => {
  const folder = broken(t, (manifest, path) => replace(manifest, path, 'tokenizer.json', '{'));
  await refused(folder, 'PACK_UNREADABLE', /tokenizer\.json.*is not a tokenizer/);
});

/** Each by less than half precision may. */
function shiftVectors(golden: any): void {
  golden.clips[0].embedding[4] += 1e-3;
  golden.texts[0].embedding[1] -= 1e-3;
}

test('another execution provider may be held to a tolerance of its own', async (t) => {
  const folder = broken(t, (manifest, path) => {
    const golden: unknown = JSON.parse(readFileSync(join(path, 'golden.json'), 'utf8'));
    shiftVectors(golden);
    replace(manifest, path, 'golden.json', JSON.stringify(golden));
    manifest.execution = { golden_tolerance: 0.01, keep_on_cpu: ['predictor.onnx'] };
  });
  await refused(folder, 'PACK_GOLDEN', /clip 0 differs/);
  const model = await loadPack(tinyPack('tiny_frame'), ONE_THREAD);
  const manifest = readManifest(folder);
  await verifyGolden(folder, manifest, model, manifest.execution!.golden_tolerance);
  await model.dispose();
});

test('golden vectors off their tolerance are PACK_GOLDEN, each part by its name', async (t) => {
  const cases: [(golden: any) => void, RegExp][] = [
    [(g) => (g.clips[0].embedding[4] += 1e-3), /clip 0 differs: a component is off by 0\.00100/],
    [(g) => (g.texts[0].embedding[1] -= 1e-3), /text "red cup" differs/],
    [(g) => g.texts[0].embedding.pop(), /expected 8 numbers, got 9/],
    [(g) => (g.decodes[0].phrase = 'third'), /expected "third", got "first"/],
  ];
  for (const [change, message] of cases) {
    const folder = broken(t, (manifest, path) => {
      const golden: unknown = JSON.parse(readFileSync(join(path, 'golden.json'), 'utf8'));
      change(golden);
      replace(manifest, path, 'golden.json', JSON.stringify(golden));
    });
    await refused(folder, 'PACK_GOLDEN', message);
  }
});
