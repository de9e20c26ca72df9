import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DECISIONS = join(ROOT, 'docs/decisions');

/** The Markdown files of the root and of docs/. */
function documents(): string[] {
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true }) as string[];
  return [...readdirSync(ROOT), ...inDocs.map((name) => join('docs', name))]
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(ROOT, name));
}

test('what a document links to is there', () => {
  const files = documents();
  assert.ok(files.includes(join(ROOT, 'docs/architecture.md')));
  const broken = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\((?!\w+:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test('the index of decisions has each with its title and status', () => {
  const index = readFileSync(join(DECISIONS, 'README.md'), 'utf8');
  const rows = [...index.matchAll(/^\| \[(\d{4})\]\((.+)\) \| (.+) \| (.+) \|$/gm)];
  const pages = readdirSync(DECISIONS).filter((name) => name !== 'README.md');
  assert.deepEqual(
    rows.map(([, , file]) => file),
    pages.toSorted(),
  );
  for (const [, number, file, title, status] of rows) {
    const page = readFileSync(join(DECISIONS, file!), 'utf8');
    assert.ok(page.startsWith(`# ${number}: ${title}\n`), file);
    assert.ok(page.includes(`\nStatus: ${status}`), file);
  }
});
