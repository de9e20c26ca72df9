import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openBag } from '../../src/bags/openBag.js';
import { BagWorkshop, WITHOUT_ROSBAGS } from './bagWorkshop.js';

const skip = WITHOUT_ROSBAGS;
const CAMERA = '/front/image_raw';
const FRAMES = 300;

let workshop: BagWorkshop;
let whole: string;
before(async () => {
  workshop = await BagWorkshop.open();
  if (skip) return;
  const folder = workshop.write(
    'whole',
    [workshop.camera(CAMERA, ['slope'], { secondsEach: FRAMES / 10 })],
    { storage: 'sqlite3' },
  );
  whole = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.db3'))!,
  );
});
after(() => workshop.close());

async function read(path: string): Promise<{ times: bigint[]; problems: string }> {
  const bag = await openBag(path);
  const times: bigint[] = [];
  for await (const { logTimeNs } of bag.messages([CAMERA])) times.push(logTimeNs);
  await bag.close();
  return { times, problems: bag.problems.join('\n') };
}

/** Pages of the table `messages` that hold rows, by an independent reader. */
function leaves(): number[] {
  const script = `
import sqlite3, sys
data = open(sys.argv[1], 'rb').read()
size = int.from_bytes(data[16:18], 'big')
root = sqlite3.connect(sys.argv[1]).execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
def visit(page):
    at = (page - 1) * size
    count = int.from_bytes(data[at + 3:at + 5], 'big')
    if data[at] == 13:
        print(page - 1)
        return
    for i in range(count):
        cell = int.from_bytes(data[at + 12 + 2 * i:at + 14 + 2 * i], 'big')
        visit(int.from_bytes(data[at + cell:at + cell + 4], 'big'))
    visit(int.from_bytes(data[at + 8:at + 12], 'big'))
visit(root)`;
  const lines = execFileSync('python3', ['-c', script, whole], { encoding: 'utf8' });
  return lines.trim().split('\n').map(Number);
}

function damaged(pages: readonly number[]): string {
  const bytes = readFileSync(whole);
  const size = bytes.readUInt16BE(16);
  for (const page of pages) bytes.fill(0x55, page * size, (page + 1) * size);
  const path = workshop.file('damaged.db3');
  writeFileSync(path, bytes);
  return path;
}

test('a damaged page of rows costs its own, and their number is said', { skip }, async () => {
  const all = await read(whole);
  assert.equal(all.times.length, FRAMES);
  const rows = leaves();
  assert.ok(rows.length > 5, `${rows.length} pages of rows`);
  for (const hit of [[0], [2], [1, 3], [2, 3], [rows.length - 1]]) {
    const { times, problems } = await read(damaged(hit.map((i) => rows[i]!)));
    const lost = FRAMES - times.length;
    const most = hit.length * Math.ceil(FRAMES / rows.length + 1);
    assert.ok(lost > 0 && lost <= most, `${lost} lost with ${hit.length} of ${rows.length} pages`);
    assert.deepEqual(
      times,
      all.times.filter((time) => times.includes(time)),
    );
    assert.match(problems, /damaged/);
    const said = [...problems.matchAll(/(\d+) messages? (?:was|were) damaged/g)];
    if (hit[0] !== rows.length - 1)
      assert.equal(
        said.reduce((total, [, count]) => total + Number(count), 0),
        lost,
        problems,
      );
  }
});

test('a message whose data cannot be read costs itself', { skip }, async () => {
  // Every page that is not a row is one of an image's data, but for a few at the front.
  const bytes = readFileSync(whole);
  const pages = bytes.length / bytes.readUInt16BE(16);
  const rows = new Set(leaves());
  const middle = Math.floor(pages / 2);
  const data = Array.from({ length: 8 }, (_, i) => middle + i).filter((page) => !rows.has(page));
  const { times } = await read(damaged(data));
  assert.ok(times.length >= FRAMES - 2, `${times.length} of ${FRAMES}`);
});

test('a TMPDIR that is missing or not a folder breaks nothing', { skip }, () => {
  const copy = workshop.file('copy.db3');
  copyFileSync(whole, copy);
  const module = new URL('../../src/bags/openBag.js', import.meta.url).href;
  const script = `
const { openBag } = await import(${JSON.stringify(module)});
const bag = await openBag(${JSON.stringify(copy)});
let count = 0;
for await (const message of bag.messages([${JSON.stringify(CAMERA)}])) count += 1;
await bag.close();
console.log(count);`;
  for (const folder of ['/nowhere/at/all', copy, '/proc']) {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { encoding: 'utf8', env: { ...process.env, TMPDIR: folder } },
    );
    assert.equal(stdout.trim(), String(FRAMES), stderr);
  }
});
