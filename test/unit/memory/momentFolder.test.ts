import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SmallDisk } from '../../../bench/soak/smallDisk.js';
import { MomentDatabase } from '../../../src/memory/momentDatabase.js';
import { MomentSearch } from '../../../src/memory/momentSearch.js';
import { PACK } from './moments.js';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const KILLS = Number(process.env['VLJEPA_KILLS'] ?? 8);

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-memory-'));
});
after(() => rmSync(folder, { recursive: true }));

test('kill -9 at any moment loses nothing that was written, and doubles nothing', async () => {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const writer = spawn(process.execPath, [script('./writeForever.js'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'close');
    let told = 0;
    let batches = 0;
    const wanted = 1 + Math.floor(20 * Math.random());
    for await (const line of createInterface({ input: writer.stdout })) {
      told = Number(line);
      // Another process reads meanwhile.
      if (batches === 0) readers(told);
      if (++batches === wanted) setTimeout(() => writer.kill('SIGKILL'), 20 * Math.random());
    }
    await ended;
    const memory = MomentDatabase.create(folder, PACK);
    try {
      assert.ok(memory.count >= told, `${memory.count} of ${told} are there`);
      assert.equal(memory.count % 7, 0);
      const found = new MomentSearch(memory).search({ limit: memory.count + 1 });
      assert.deepEqual(
        found.map(({ moment }) => moment.segment).sort((a, b) => a - b),
        Array.from({ length: memory.count }, (_, k) => k),
      );
    } finally {
      memory.close();
    }
  }
});

function readers(told: number): void {
  const memory = MomentDatabase.read(folder);
  try {
    const [newest] = new MomentSearch(memory).search({ limit: 1 });
    assert.ok(newest!.moment.segment >= told - 1);
  } finally {
    memory.close();
  }
}

test('a full disk refuses a batch, leaves what is there, and takes more once there is space', (t) => {
  if (!SmallDisk.possible) return t.skip('this machine lets no user mount a file system');
  const disk = new SmallDisk();
  try {
    const [command, ...args] = disk.around([
      process.execPath,
      script('./fullDisk.js'),
      disk.folder,
    ]);
    const told = execFileSync(command!, args, { encoding: 'utf8' });
    const { code, before: held, found, after: grown } = JSON.parse(told) as Record<string, number>;
    assert.equal(code, 'MEMORY_UNWRITABLE');
    assert.ok(held! > 0);
    assert.equal(found, held! - 1);
    assert.equal(grown, held! + 7);
  } finally {
    disk.remove();
  }
});

test('the commands refuse a folder that holds no memory', () => {
  const cli = script('../../../src/cli/main.js');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'search', join(folder, 'none')], {
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /^search: \[MEMORY_MISSING\] there is no memory at .*vljepa remember/);
});
