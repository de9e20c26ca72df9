import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { glibcTunables, nodeFlags } from '../../src/nodeFlags.js';

const read = (file: string): string =>
  readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

test('npm start and the installed executable start Node.js alike', () => {
  for (const file of ['package.json', 'scripts/perception']) {
    assert.ok(read(file).includes(`node ${nodeFlags.join(' ')} `), file);
  }
});

test('npm start and the installed executable keep memory alike', () => {
  for (const file of ['scripts/with-ros', 'scripts/perception']) {
    const assigned = [...read(file).matchAll(/tunables\+?='([^']*)'/g)].map(([, part]) => part);
    assert.equal(assigned.join(''), glibcTunables, file);
  }
});
