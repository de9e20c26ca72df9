import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file: string): string =>
  readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

/** The sections of CHANGELOG.rst, newest first: each a line with a line of dashes as long below. */
function sections(): string[] {
  const lines = read('CHANGELOG.rst').split('\n');
  return lines.filter((line, i) => line !== '' && lines[i + 1] === '-'.repeat(line.length));
}

test('package.json, its lock, package.xml and the newest release in CHANGELOG.rst agree', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  assert.match(version, /^\d+\.\d+\.\d+$/);
  const lock = JSON.parse(read('package-lock.json')) as {
    version: string;
    packages: Record<string, { version: string }>;
  };
  assert.equal(lock.version, version);
  assert.equal(lock.packages['']?.version, version);
  assert.equal(/<version>(.*)<\/version>/.exec(read('package.xml'))?.[1], version);
  const released = sections().find((section) => section !== 'Forthcoming');
  assert.match(released ?? '', /^\d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\)$/);
  assert.equal(released?.split(' ')[0], version);
});

test('CHANGELOG.rst is laid out as catkin_generate_changelog expects', () => {
  const [over, title, under] = read('CHANGELOG.rst').split('\n');
  assert.equal(title, 'Changelog for package vljepa');
  assert.equal(over, '^'.repeat(title.length));
  assert.equal(under, over);
  const [first, ...releases] = sections();
  assert.equal(first, 'Forthcoming');
  const dates = releases.map((release) => /\((.*)\)$/.exec(release)![1]!);
  assert.deepEqual(dates, dates.toSorted().toReversed());
});
