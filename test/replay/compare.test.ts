import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ComparisonSummary } from '../../src/compare/summary.js';
import type { ReplaySummary } from '../../src/replay/results.js';
import { BagWorkshop, WITHOUT_ROSBAGS } from '../bags/bagWorkshop.js';
import { SKIP as WITHOUT_BROWSER, TestBrowser } from './testBrowser.js';

const program = (name: string) => fileURLToPath(new URL(`../../src/${name}`, import.meta.url));
const skip = WITHOUT_ROSBAGS;
const skipPage = skip || WITHOUT_BROWSER;

let workshop: BagWorkshop;
let [a, b] = ['', ''];
before(async () => {
  workshop = await BagWorkshop.open();
  if (skip) return;
  const bag = workshop.write('bag', [
    workshop.camera('/front/image_raw', ['slope', 'chequer', 'slope', 'chequer']),
  ]);
  // The second one never says that anything has changed.
  [a, b] = [replayed(bag, 'a', 0.1), replayed(bag, 'b', 3)];
});
after(() => workshop.close());

function replayed(bag: string, name: string, threshold: number): string {
  const params = workshop.file(`${name}.yaml`);
  writeFileSync(
    params,
    `/**:
  ros__parameters:
    query: What is there?
    selective_decoding: {threshold: ${threshold}}
    cameras: {front: {topic: /front/image_raw, window: 1}}
`,
  );
  const out = workshop.file(name);
  const args = [program('replay/main.js'), bag, '--out', out, '--params', params];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return out;
}

function compare(...args: string[]) {
  const out = ['--out', workshop.file('compare.html')];
  const all = [program('cli/main.js'), 'compare', ...out, ...args];
  return spawnSync(process.execPath, all, { encoding: 'utf8' });
}

test('two thresholds: what only one replay says, in words and as JSON', { skip }, () => {
  const { status, stdout, stderr } = compare(a, b);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^A {2}.*\/a {2}nano\/.*: 64 windows, 4 segments, 4 texts\n/);
  assert.match(stdout, /camera front: said 1 in both, 0 in other words, 3 only in A, 0 only in B/);
  assert.match(stdout, /\d+ of 64 windows on different sides of their thresholds/);
  assert.equal(
    stdout.split('\n').filter((line) => /^ {2}only in A +\d+\.\d s/.test(line)).length,
    3,
  );
  assert.match(stdout, /the page is .*compare\.html\n$/);

  const json = compare(a, b, '--json');
  assert.equal(json.status, 0, json.stderr);
  const { a: first, cameras } = JSON.parse(json.stdout) as ComparisonSummary;
  assert.equal(first.folder, a);
  assert.equal(cameras.length, 1);
  const [front] = cameras;
  assert.equal(front!.only_a.length, 3);
  for (const [i, { stamp }] of front!.only_a.entries()) {
    const at = stamp.sec - 1_700_000_000 + stamp.nanosec / 1e9;
    assert.ok(at >= 4 * (i + 1) && at <= 4 * (i + 1) + 2, `text ${i} at ${at} s`);
  }
  assert.equal(front!.change_scores!.compared, 64);
  assert.ok(front!.change_scores!.other_decision >= 3);
  assert.ok(front!.change_scores!.stretches.length >= 3);
});

test('a replay beside itself says the same', { skip }, () => {
  const { stdout } = compare(a, a);
  assert.match(stdout, /said 4 in both, 0 in other words, 0 only in A, 0 only in B/);
  assert.match(stdout, /scores 0\.000 apart on average, 0\.000 at most; 0 of 64 windows/);
});

test('folders that hold no replay, or one of another bag: why, and exit 1', { skip }, () => {
  const changed = (name: string, change: (folder: string) => void) => {
    const folder = workshop.file(name);
    cpSync(b, folder, { recursive: true });
    change(folder);
    return folder;
  };
  const summaryOf = (folder: string) =>
    JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as ReplaySummary;
  const withSummary = (name: string, summary: (old: ReplaySummary) => object) =>
    changed(name, (folder) =>
      writeFileSync(join(folder, 'summary.json'), JSON.stringify(summary(summaryOf(folder)))),
    );
  for (const [folder, reason] of [
    ['/nowhere', /REPLAY_UNREADABLE.*\/nowhere\/summary\.json is not there; make one with/],
    [withSummary('demo', ({ texts }) => ({ texts })), /REPLAY_UNREADABLE.*names no bag/],
    [
      withSummary('early', (old) => ({ ...old, bag_contents: undefined })),
      /REPLAY_UNREADABLE.*earlier version/,
    ],
    [
      changed('no-states', (one) => rmSync(join(one, 'states.mcap'))),
      /REPLAY_UNREADABLE.*states\.mcap is not there/,
    ],
    [
      changed('empty-states', (one) => truncateSync(join(one, 'states.mcap'))),
      /REPLAY_UNREADABLE.*states\.mcap cannot be read: .* is empty/,
    ],
    [
      withSummary('other', (old) => ({
        ...old,
        bag: 'another',
        bag_contents: { ...old.bag_contents, messages: { '/front/image_raw': 3 } },
      })),
      /BAGS_DIFFER.*another.*\/front\/image_raw has 160 messages in the first, 3 in the second/,
    ],
  ] as const) {
    const { status, stderr } = compare(a, folder);
    assert.equal(status, 1, stderr);
    assert.match(stderr, reason);
    assert.match(stderr, /^compare: .*\n$/);
  }
  const { status, stderr } = compare(a, b, '--out', join(a, 'summary.json', 'page.html'));
  assert.equal(status, 1);
  assert.match(stderr, /OUTPUT_UNWRITABLE/);
});

test('misuse is explained, and exits with 2', () => {
  for (const [args, reason] of [
    [['a'], /expected two folders A and B, got a;/],
    [['a', 'b', '--within', 'x'], /--within expects seconds/],
  ] as const) {
    const { status, stderr } = compare(...args);
    assert.equal(status, 2);
    assert.match(stderr, reason);
  }
  const { status, stdout } = compare('--help');
  assert.equal(status, 0);
  assert.match(stdout, /Usage: vljepa compare A B/);
});

test(
  'the page: both on one axis, what each says, where decisions differ',
  { skip: skipPage },
  async () => {
    assert.equal(compare(a, b).status, 0);
    const browser = await TestBrowser.open();
    try {
      const page = await browser.show(workshop.file('compare.html'));
      assert.equal(await page.getByRole('slider').count(), 1);
      const said = page.locator('td.said');
      assert.deepEqual(await said.allTextContents(), [
        'A, in both',
        'B, in both',
        'only A',
        'only A',
        'only A',
      ]);
      assert.equal(await page.locator('.list td.picture img').count(), 5);
      await page.getByLabel('said').selectOption('in both');
      await page.waitForFunction(
        "document.querySelector('.list table').getAttribute('aria-rowcount') === '3'",
      );
      await page.locator('[data-show]').first().click();
      const readout = page.locator('.readout');
      await readout.getByText('threshold 3.00').waitFor();
      assert.match(
        (await readout.textContent())!,
        /A: change 0\.\d{3}, threshold 0\.10 .* B: change 0\.\d{3}, threshold 3\.00 .* differ by up to 0\.\d{3} .* A: .* B: /,
      );
      assert.deepEqual(browser.complaints, []);
    } finally {
      await browser.close();
    }
  },
);
