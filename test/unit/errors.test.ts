import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import {
  VljepaError,
  consequenceOf,
  consequences,
  describeError,
  errorTable,
  isDrop,
} from '../../src/errors.js';
import { checkout } from '../fixtures/fixtures.js';

const codes = Object.keys(errorTable).sort();

function sources(...folders: readonly string[]): ts.SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !(folder === 'src' && file === 'errors.ts'))
      .map((file) => {
        const text = readFileSync(join(checkout, folder, file), 'utf8');
        return ts.createSourceFile(join(folder, file), text, ts.ScriptTarget.Latest);
      }),
  );
}

function nodes(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** Texts in the source that are codes, wherever they stand. */
function mentioned(file: ts.SourceFile): string[] {
  return nodes(file)
    .filter((node) => ts.isStringLiteralLike(node))
    .map(({ text }) => text);
}

/** What stands first in a `new VljepaError(…)`. */
function thrown(file: ts.SourceFile): ts.Expression[] {
  return nodes(file)
    .filter((node) => ts.isNewExpression(node))
    .filter(({ expression }) => expression.getText(file) === 'VljepaError')
    .map((node) => node.arguments![0]!);
}

/** Codes that a file throws; where it computes one, all that it names. */
function thrownCodes(file: ts.SourceFile): string[] {
  const all = thrown(file);
  const literals = all.filter((code) => ts.isStringLiteralLike(code)).map(({ text }) => text);
  return all.length === literals.length
    ? literals
    : [...literals, ...mentioned(file).filter((text) => codes.includes(text))];
}

test('every code of the table is thrown, and every code that is thrown is in the table', () => {
  const all = new Set(sources('src', 'demo').flatMap(thrownCodes));
  assert.deepEqual([...all].sort(), codes);
});

test('every code is tested', () => {
  const used = new Set(sources('src', 'demo').flatMap(thrownCodes));
  const tests = sources('test')
    .filter(({ fileName }) => !fileName.endsWith('errors.test.ts'))
    .map(({ text }) => text)
    .join('\n');
  assert.deepEqual(
    codes.filter((code) => used.has(code) && !tests.includes(code)),
    [],
  );
});

test('every consequence is that of a code', () => {
  const used = new Set(Object.values(errorTable).map(({ consequence }) => consequence));
  assert.deepEqual([...used].sort(), Object.keys(consequences).sort());
});

test('docs/errors.md is what the table says', async () => {
  const generator = join(checkout, 'scripts/generate/errors.mjs');
  const { outputs } = (await import(generator)) as { outputs: () => Map<string, string> };
  const [[path, text] = ['', ''], ...others] = outputs();
  assert.deepEqual(others, []);
  assert.equal(path, 'docs/errors.md');
  assert.equal(readFileSync(join(checkout, path), 'utf8'), text, 'run: npm run generate');
  for (const code of codes) assert.equal(text.split(`\`${code}\``).length, 2, `${code} once`);
});

test('an error tells its consequence and shows its code; others have neither', () => {
  const dropped = new VljepaError('FRAME_STEP', 'step is short');
  assert.equal(consequenceOf(dropped), 'frame dropped');
  assert.equal(describeError(dropped), '[FRAME_STEP] step is short');
  const fault = new TypeError('undefined is not a function');
  assert.equal(consequenceOf(fault), undefined);
  assert.equal(describeError(fault), 'undefined is not a function');
  assert.equal(describeError('no reason'), 'no reason');
});

test('a frame, window or text that is dropped is not a reason to stop; anything else is', () => {
  const drops = codes.filter((code) => isDrop(new VljepaError(code as 'FRAME_STEP', '')));
  assert.deepEqual(
    drops,
    codes.filter((code) => /^(FRAME_|TEXT_|REQUEST_|WINDOW_)/.test(code)),
  );
  assert.equal(isDrop(new TypeError('a fault')), false);
});
