import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GLIBC_TUNABLES, nodeFlags } from '../../src/nodeFlags.js';

const read = (file: string): string =>
  readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

test('npm start and the installed executable start Node.js alike', () => {
  for (const file of ['package.json', 'scripts/perception']) {
    assert.ok(read(file).includes(`node ${nodeFlags.join(' ')} `), file);
  }
});

test('the scripts keep memory as the program says', () => {
  const script = read('scripts/node-start.sh');
  const assigned = [...script.matchAll(/tunables\+?='([^']*)'/g)].map(([, part]) => part);
  assert.equal(assigned.join(''), GLIBC_TUNABLES);
});

test('the oldest Node.js that will do is one number', () => {
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { engines?: { node: string } }>;
  };
  assert.match(engines.node, /^>=\d+\.\d+\.\d+$/);
  assert.equal(lock.packages['']?.engines?.node, engines.node);
  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    const named = [...read(file).matchAll(/\bNode (\d[\d.]*\d)/g)].map(([, version]) => version);
    assert.ok(named.length > 0, file);
    for (const version of named) assert.equal(`>=${version}`, engines.node, file);
  }
});
