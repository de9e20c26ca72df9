import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { DATABASE, MomentDatabase, type Bounds } from '../../../src/memory/momentDatabase.js';
import { MomentSearch } from '../../../src/memory/momentSearch.js';
import { DIMENSION, PACK, SECOND, momentOf, randomEmbedding, randomNumbers } from './moments.js';

const ROOMY: Bounds = { maxMoments: 1e9, maxBytes: 1e12, maxAgeSeconds: 1e6 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-memory-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function withMemory<T>(use: (memory: MomentDatabase) => T): T {
  const memory = MomentDatabase.create(folder, PACK);
  try {
    return use(memory);
  } finally {
    memory.close();
  }
}

const texts = (memory: MomentDatabase, limit = 1000) =>
  new MomentSearch(memory).search({ limit }).map(({ moment }) => moment.text);

test('a moment is read as it was written, after the memory was opened again', () => {
  const moment = momentOf(7, {
    probability: NaN,
    labels: [
      { label: 'door', score: 0.25, probability: 0.75 },
      { label: 'дверь', score: 0.125, probability: NaN },
    ],
    pose: { frameId: 'map', x: 1.5, y: -2, z: 0.25, orientation: [0, 0, 0.6, 0.8] },
    picture: new Uint8Array([255, 216, 1, 2]),
  });
  withMemory((memory) => memory.add([moment]));
  const found = withMemory((memory) => new MomentSearch(memory).search({ limit: 5 }));
  assert.equal(found.length, 1);
  const { id, ...read } = found[0]!.moment;
  assert.equal(id, 1);
  assert.deepEqual({ ...read, picture: new Uint8Array(read.picture!) }, moment);
  assert.ok(Number.isNaN(found[0]!.score));
});

test('hostile texts and names are kept as they are, but for what UTF-8 or SQLite lacks', () => {
  const text = `'); DROP TABLE moments; -- "\u202E\u{1F916}${'x'.repeat(100_000)}`;
  withMemory((memory) => {
    memory.add([
      momentOf(0, { text, camera: "fr'ont; --", query: '%s $1 ?' }),
      momentOf(1, { text: 'before\0after \uD800 half' }),
    ]);
    const [second, first] = new MomentSearch(memory).search({ limit: 5 });
    assert.equal(first!.moment.text, text);
    assert.equal(first!.moment.camera, "fr'ont; --");
    assert.equal(second!.moment.text, 'before\uFFFDafter \uFFFD half');
    const filtered = new MomentSearch(memory).search({ cameras: ["fr'ont; --"], limit: 5 });
    assert.equal(filtered.length, 1);
  });
});

test('by count the oldest make room, by their ends and not by their coming', () => {
  withMemory((memory) => {
    const bounds = { ...ROOMY, maxMoments: 3 };
    memory.add([momentOf(5), momentOf(1)], bounds);
    memory.add([momentOf(4), momentOf(2), momentOf(3)], bounds);
    assert.equal(memory.count, 3);
    assert.deepEqual(texts(memory), ['moment 5', 'moment 4', 'moment 3']);
    assert.equal(memory.removed, 2);
  });
});

test('by age what lies too long before the newest makes room', () => {
  withMemory((memory) => {
    memory.add(
      [0, 1, 2, 3, 100, 101].map((k) => momentOf(k)),
      {
        ...ROOMY,
        maxAgeSeconds: 99,
      },
    );
    assert.deepEqual(texts(memory), ['moment 101', 'moment 100', 'moment 3', 'moment 2']);
  });
});

test('by size the file stays below the bound, and what is newest is kept', () => {
  const picture = new Uint8Array(10_000);
  const bounds = { ...ROOMY, maxBytes: 1_000_000 };
  withMemory((memory) => {
    for (let k = 0; k < 300; k += 10) {
      memory.add(
        Array.from({ length: 10 }, (_, i) => momentOf(k + i, { picture })),
        bounds,
      );
      assert.ok(memory.bytes <= bounds.maxBytes, `${memory.bytes} bytes`);
    }
    assert.ok(memory.count > 50, `${memory.count} moments`);
    assert.equal(texts(memory)[0], 'moment 299');
  });
});

test('another process reads while one writes, and sees what is added and removed', () => {
  withMemory((memory) => {
    memory.add([momentOf(0)], ROOMY);
    const reader = MomentDatabase.read(folder);
    try {
      const search = new MomentSearch(reader);
      const newest = () => search.search({ limit: 1 })[0]?.moment.text;
      assert.equal(newest(), 'moment 0');
      memory.add([momentOf(1)], ROOMY);
      assert.equal(newest(), 'moment 1');
      memory.add([momentOf(2), momentOf(3)], { ...ROOMY, maxMoments: 2 });
      assert.deepEqual(
        search.search({ limit: 9 }).map(({ moment }) => moment.text),
        ['moment 3', 'moment 2'],
      );
    } finally {
      reader.close();
    }
  });
});

test('an index that holds moments that made room finds what is left', () => {
  withMemory((memory) => {
    const search = new MomentSearch(memory);
    memory.add(Array.from({ length: 100 }, (_, k) => momentOf(k)));
    assert.equal(search.search({ limit: 100, embedding: momentOf(3).embedding }).length, 100);
    memory.add([momentOf(100)], { ...ROOMY, maxMoments: 96 });
    const found = search.search({ limit: 101, embedding: momentOf(3).embedding });
    assert.equal(found.length, 96);
  });
});

test('the nearest of many, as an exact comparison with all of them finds it', () => {
  const random = randomNumbers(4);
  const moments = Array.from({ length: 20_000 }, (_, k) => ({
    ...momentOf(k),
    embedding: randomEmbedding(random),
  }));
  withMemory((memory) => {
    memory.add(moments);
    const search = new MomentSearch(memory);
    for (let k = 0; k < 50; k += 1) {
      // An embedding beside that of a moment, as words are beside what they describe.
      const target = moments[k * 397]!;
      const noise = randomEmbedding(random);
      const embedding = target.embedding.map((value, i) => value + 0.8 * noise[i]!);
      const dot = (other: Float32Array) => other.reduce((sum, x, i) => sum + x * embedding[i]!, 0);
      const best = moments.reduce((a, b) => (dot(b.embedding) > dot(a.embedding) ? b : a));
      const [found] = search.search({ embedding, limit: 1 });
      assert.equal(found!.moment.segment, best.segment);
    }
  });
});

test('time, camera and place say which moments count', () => {
  const at = (x: number, y: number, z = 0) => ({
    pose: { frameId: 'map', x, y, z, orientation: [0, 0, 0, 1] as const },
  });
  withMemory((memory) => {
    memory.add([
      momentOf(0, at(0, 0)),
      momentOf(1, { ...at(3, 4), camera: 'rear' }),
      momentOf(2, at(3, 4, 2)),
      momentOf(3),
    ]);
    const search = new MomentSearch(memory);
    const { embedding } = momentOf(0);
    const found = (filter: object) =>
      search
        .search({ embedding, limit: 9, ...filter })
        .map(({ moment }) => moment.segment)
        .sort();
    assert.deepEqual(found({}), [0, 1, 2, 3]);
    assert.deepEqual(found({ cameras: ['rear', 'none'] }), [1]);
    assert.deepEqual(found({ cameras: ['none'] }), []);
    const { startNs, endNs } = momentOf(1);
    assert.deepEqual(found({ fromNs: endNs + SECOND / 2n }), [2, 3]);
    assert.deepEqual(found({ toNs: startNs - SECOND / 2n }), [0]);
    assert.deepEqual(found({ near: { x: 3, y: 4, radius: 1 } }), [1, 2]);
    assert.deepEqual(found({ near: { x: 3, y: 4, z: 0, radius: 1 } }), [1]);
    assert.deepEqual(found({ near: { x: 0, y: 0, radius: 5.01 } }), [0, 1, 2]);
  });
});

test('a moment is the example: itself is not found, an unknown one is refused', () => {
  withMemory((memory) => {
    const { embedding } = momentOf(0);
    memory.add([momentOf(0), momentOf(1), momentOf(2, { embedding })]);
    const search = new MomentSearch(memory);
    const [best, other, ...more] = search.search({ like: 1, limit: 9 });
    assert.equal(best!.moment.segment, 2);
    assert.ok(Math.abs(best!.score - 1) < 1e-6);
    assert.equal(other!.moment.segment, 1);
    assert.deepEqual(more, []);
    assert.throws(() => search.search({ like: 99, limit: 9 }), { code: 'SEARCH_MOMENT' });
  });
});

test('a batch is added whole or not at all', () => {
  withMemory((memory) => {
    memory.add([momentOf(0)]);
    const broken = momentOf(2, { startNs: 2n ** 80n });
    assert.throws(() => memory.add([momentOf(1), broken]), { code: 'MEMORY_UNWRITABLE' });
    assert.equal(memory.count, 1);
    assert.deepEqual(texts(memory), ['moment 0']);
    memory.add([momentOf(3)]);
    assert.deepEqual(texts(memory), ['moment 3', 'moment 0']);
  });
});

test('a memory of another pack is refused with both packs and what to do', () => {
  withMemory((memory) => memory.add([momentOf(0)]));
  const other = { name: 'tiny', version: '1.1.0', hash: 'b'.repeat(64), dimension: DIMENSION };
  assert.throws(() => MomentDatabase.create(folder, other), {
    code: 'MEMORY_PACK',
    message: /tiny 1\.0\.0 \(aaaaaaaa\).*tiny 1\.1\.0 \(bbbbbbbb\).*vljepa remember/,
  });
  assert.deepEqual(
    withMemory((memory) => texts(memory)),
    ['moment 0'],
  );
});

test('what is no memory, or cannot be made, is refused with its path', () => {
  const missing = join(folder, 'none');
  assert.throws(() => MomentDatabase.read(missing), { code: 'MEMORY_MISSING' });
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => MomentDatabase.create(join(folder, 'file', 'below'), PACK), {
    code: 'MEMORY_UNWRITABLE',
  });
  const other = join(folder, 'other');
  mkdirSync(other);
  writeFileSync(
    join(other, DATABASE),
    'not a database, but long enough to be taken for one'.repeat(40),
  );
  assert.throws(() => MomentDatabase.read(other), { code: 'MEMORY_UNREADABLE' });
  assert.throws(() => MomentDatabase.create(other, PACK), { code: 'MEMORY_UNWRITABLE' });
});
