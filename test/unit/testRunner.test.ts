import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../setup/checkout.js';

const runner = (name: string): URL => new URL(`../runner/${name}`, import.meta.url);
const NAMES = Array.from({ length: 8 }, (_, i) => `test ${i}`);
let folder: string;
let file: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-runner-'));
  file = join(folder, 'some.test.js');
  writeFileSync(
    file,
    `const { test } = await import('node:test');
     test('left out', { skip: 'for a reason' }, () => {});
     for (const name of ${JSON.stringify(NAMES)}) test(name, () => {});`,
  );
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function node(options: readonly string[], path = file, expectedCode = 0): Promise<string> {
  const env = { ...process.env };
  // Else it takes itself for a part of this run.
  delete env['NODE_TEST_CONTEXT'];
  const { code, stdout, stderr } = await run(process.execPath, [...options, path], { env });
  assert.equal(code, expectedCode, stderr);
  return stdout;
}

/** Names of the tests as they ran. */
async function order(seed: string): Promise<string[]> {
  const script = `${runner('randomOrder.js').href}?seed=${seed}`;
  const said = await node(['--test-reporter=tap', '--import', script]);
  return [...said.matchAll(/^ok \d+ - (test \d)$/gm)].map(([, name]) => name!);
}

test('a seed decides the order of the tests of a file, and all of them run', async () => {
  const [one, again, other] = [await order('1'), await order('1'), await order('2')];
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
  assert.notDeepEqual(one, NAMES);
  assert.deepEqual(one.toSorted(), NAMES);
});

test('what did not run is named with its reason', async () => {
  const said = await node(['--test', `--test-reporter=${runner('closingNotes.js').href}`]);
  assert.equal(said, 'did not run: "left out": for a reason\n');
});

test('a failure in a random order is followed by the seed that repeats it', async () => {
  const failing = join(folder, 'failing.test.js');
  writeFileSync(
    failing,
    `const { test } = await import('node:test');
     test('fails', () => { throw new Error(); });`,
  );
  const options = ['--test', `--test-reporter=${runner('closingNotes.js').href}?seed=7`];
  assert.doesNotMatch(await node(options), /--random/);
  assert.match(await node(options, failing, 1), /^[^\n]* npm test -- --random=7\n$/);
});
