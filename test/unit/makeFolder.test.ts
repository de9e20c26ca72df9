import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFolder } from '../../src/makeFolder.js';

const folder = mkdtempSync(join(tmpdir(), 'vljepa-folder-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is made with those above it, and may be there already', () => {
  const path = join(folder, 'a/b/c');
  makeFolder(path);
  makeFolder(path);
  assert.ok(statSync(path).isDirectory());
});

test('where none can be the error comes at once', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  assert.throws(() => makeFolder(file), { code: 'EEXIST' });
  assert.throws(() => makeFolder(join(file, 'a/b')), { code: 'ENOTDIR' });
  assert.throws(() => makeFolder('/proc/vljepa/a'), { code: 'ENOENT' });
});
