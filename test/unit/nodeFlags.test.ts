import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nodeFlags } from '../../src/nodeFlags.js';

test('npm start and the installed executable start Node.js alike', () => {
  for (const file of ['package.json', 'scripts/perception']) {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    assert.ok(text.includes(`node ${nodeFlags.join(' ')} `), file);
  }
});
