import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openBag } from '../../src/bags/openBag.js';
import { readGolden } from '../../src/pack/golden.js';
import { readManifest } from '../../src/pack/readManifest.js';
import { images, mcap } from '../bags/mcapFiles.js';
import { tinyPack } from '../fixtures/fixtures.js';
import { assertTold, damaged, part, watchMemory } from './cases.js';

const folder = mkdtempSync(join(tmpdir(), 'vljepa-properties-'));
const memory = watchMemory();
after(() => {
  rmSync(folder, { recursive: true });
  memory();
});

/** A document in which some value is another one, or missing. */
function changed(document: unknown): fc.Arbitrary<unknown> {
  const paths = pathsIn(document);
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), fc.option(fc.jsonValue({ maxDepth: 1 }))), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => {
      const copy = structuredClone(document);
      for (const [path, value] of changes) change(copy, path, value);
      return copy;
    });
}

function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]));
  return path.length > 0 ? [path, ...below] : below;
}

function change(document: unknown, path: readonly string[], value: unknown): void {
  let at = document as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    // An earlier change has taken the place away.
    if (typeof next !== 'object' || next === null) return;
    at = next as Record<string, unknown>;
  }
  if (value === null) delete at[path.at(-1)!];
  else at[path.at(-1)!] = value;
}

for (const [name, share] of [
  ['tiny_frame', 0.02],
  ['tiny_query', 0.02],
  ['tiny_clip', 0.01],
] as const) {
  test(`a manifest that says other things than ${name}'s is read, or refused by its field`, () => {
    const pack = join(folder, name);
    mkdirSync(pack);
    const document: unknown = JSON.parse(readFileSync(join(tinyPack(name), 'pack.yaml'), 'utf8'));
    fc.assert(
      fc.property(changed(document), (manifest) => {
        writeFileSync(join(pack, 'pack.yaml'), JSON.stringify(manifest));
        try {
          readManifest(pack);
        } catch (error) {
          assertTold(error, /^PACK_/);
        }
      }),
      part(share),
    );
  });
}

test('golden vectors that are not what the schema says are refused', () => {
  const document: unknown = JSON.parse(
    readFileSync(join(tinyPack('tiny_frame'), 'golden.json'), 'utf8'),
  );
  fc.assert(
    fc.property(changed(document), (golden) => {
      writeFileSync(join(folder, 'golden.json'), JSON.stringify(golden));
      try {
        readGolden(folder, 'golden.json');
      } catch (error) {
        assertTold(error, /^PACK_/);
      }
    }),
    part(0.02),
  );
});

test('a damaged MCAP file gives whole messages and its damage in words, or is refused', async () => {
  const files = [
    await mcap([{}], images(5), { useChunks: true }),
    await mcap([{}], images(5), { useChunks: false }),
    await mcap([{}], images(5), { zstdChunks: true }),
  ];
  const path = join(folder, 'damaged.mcap');
  await fc.assert(
    fc.asyncProperty(fc.oneof(...files.map(damaged)), (bytes) => readAll(path, bytes)),
    part(0.06),
  );
});

test('so does a damaged SQLite bag', async () => {
  const whole = readFileSync(
    new URL('../../../test/bags/sample_sqlite/sample_sqlite.db3', import.meta.url),
  );
  const path = join(folder, 'damaged.db3');
  // Its first pages, which hold the schema, are what is damaged.
  const head = whole.subarray(0, 16_384);
  await fc.assert(
    fc.asyncProperty(damaged(head), async (bytes) => {
      await readAll(path, Buffer.concat([bytes, whole.subarray(16_384, 65_536)]));
    }),
    part(0.01),
  );
});

/** More than these hold, and few enough to end. */
const MOST_MESSAGES = 10_000;

async function readAll(path: string, bytes: Uint8Array): Promise<void> {
  writeFileSync(path, bytes);
  let bag;
  try {
    bag = await openBag(path);
  } catch (error) {
    assertTold(error, /^BAG_/);
    return;
  }
  try {
    let count = 0;
    for await (const { data } of bag.messages(bag.topics.map(({ name }) => name))) {
      assert.ok(data.byteLength >= 0);
      count += 1;
      assert.ok(count < MOST_MESSAGES);
    }
    for (const problem of bag.problems) assert.ok(problem.length > 5);
  } catch (error) {
    assertTold(error, /^BAG_/);
  } finally {
    await bag.close();
  }
}
