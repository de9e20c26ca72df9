import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBag } from '../../src/bags/openBag.js';
import { VljepaError } from '../../src/errors.js';
import { OUTPUTS } from '../../src/replay/outputFolder.js';
import { tinyPack } from '../fixtures/fixtures.js';

const main = fileURLToPath(new URL('../../src/replay/main.js', import.meta.url));
const BAG = fileURLToPath(new URL('../../../test/bags/sample', import.meta.url));
/** From the start of the process to where a replay ended that nobody killed. */
const KILLS = 6;
const out = mkdtempSync(join(tmpdir(), 'vljepa-killed-'));
after(() => rmSync(out, { recursive: true }));

function replay() {
  const args = [main, BAG, '--out', out, '--pack', tinyPack('tiny_query')];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

async function whole(): Promise<void> {
  const [code] = (await once(replay(), 'close')) as [number | null];
  assert.equal(code, 0);
}

/** Of a file that may be incomplete; undefined where it holds nothing that can be read. */
async function messagesOf(path: string): Promise<number | undefined> {
  let bag;
  try {
    bag = await openBag(path);
  } catch (error) {
    assert.ok(error instanceof VljepaError && error.code === 'BAG_UNREADABLE', String(error));
    return undefined;
  }
  try {
    let count = 0;
    for await (const { data } of bag.messages(bag.topics.map(({ name }) => name)))
      count += data.length > 0 ? 1 : 0;
    return count;
  } finally {
    await bag.close();
  }
}

test('killed at any moment: what is written can be read, a report is whole, the next replay too', async () => {
  const states = join(out, 'states.mcap');
  const startMs = performance.now();
  await whole();
  const lastedMs = performance.now() - startMs;
  const complete = { bytes: readFileSync(states), messages: await messagesOf(states) };
  for (let kill = 0; kill < KILLS; kill++) {
    const child = replay();
    const gone = once(child, 'close');
    await sleep((kill / KILLS) * lastedMs);
    child.kill('SIGKILL');
    await gone;
    assert.ok(((await messagesOf(states)) ?? 0) <= complete.messages!);
    assert.match(readFileSync(join(out, 'report.html'), 'utf8'), /<\/html>\s*$/);
    JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  }
  await whole();
  assert.deepEqual(readFileSync(states), complete.bytes);
  assert.deepEqual(readdirSync(out).sort(), [...OUTPUTS].sort());
});

test('a report takes the place of the earlier one in one step, and never writes into it', async (t) => {
  await whole();
  const earlier = mkdtempSync(join(out, '..', 'vljepa-earlier-'));
  t.after(() => rmSync(earlier, { recursive: true }));
  for (const name of ['report.html', 'summary.json']) {
    linkSync(join(out, name), join(earlier, name));
  }
  await whole();
  for (const name of ['report.html', 'summary.json']) {
    assert.notEqual(statSync(join(out, name)).ino, statSync(join(earlier, name)).ino);
  }
});
