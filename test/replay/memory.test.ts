import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const cli = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

interface FoundMoment {
  readonly id: number;
  readonly score: number | null;
  readonly text: string;
  readonly picture: boolean;
}

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-remember-'));
});
after(() => rmSync(folder, { recursive: true }));

function vljepa(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
}

function found(...args: string[]): FoundMoment[] {
  const { status, stdout, stderr } = vljepa('search', join(folder, 'memory'), '--json', ...args);
  assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FoundMoment);
}

test('the sample bag is remembered, and found by words, by example and by time', () => {
  const bag = root('test/bags/sample');
  const memory = join(folder, 'memory');
  const { status, stdout, stderr } = vljepa('remember', bag, '--memory', memory);
  assert.equal(status, 0, stderr);
  const added = Number(/^(\d+) moments added/m.exec(stdout)?.[1]);
  const all = found('--count', '1000');
  assert.equal(all.length, added);
  assert.ok(all.every(({ picture, score }) => picture && score === null));
  const said = all.find(({ text }) => text === 'the light goes out')!;
  const [best, ...others] = found('the light goes out', '--count', '4');
  assert.ok(others.every(({ score }) => score! <= best!.score!));
  const pictures = join(folder, 'pictures');
  const like = found('--like', String(said.id), '--count', '1', '--pictures', pictures);
  assert.notEqual(like[0]!.id, said.id);
  const picture = readFileSync(join(pictures, `${like[0]!.id}.jpg`));
  assert.deepEqual([...picture.subarray(0, 2)], [0xff, 0xd8]);
  const refused = vljepa('remember', bag, '--memory', memory, '--pose-topic', '/pose');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /the bag tells no pose on \/pose: expected geometry_msgs/);
});
