// generate.mjs [--check]: writes every file that is derived from a declaration, or part of one. With
// --check it writes none and fails where one differs, with the first line that does.
//
// Each script in generate/ exports outputs(): a Map, or a promise of one, from a file's path in the
// checkout to its whole new text.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What it writes is compiled into the program; the other scripts read the compiled program. */
const BEFORE_COMPILING = 'packTypes.mjs';

const check = process.argv.includes('--check');
const scripts = readdirSync(new URL('generate/', import.meta.url)).filter((name) =>
  name.endsWith('.mjs'),
);
const faults = [];

await run(BEFORE_COMPILING);
execFileSync(path.join(ROOT, 'scripts/build'), { stdio: 'inherit' });
for (const script of scripts.filter((name) => name !== BEFORE_COMPILING)) await run(script);
if (faults.length > 0) {
  console.error(`not up to date, run npm run generate:\n${faults.join('\n')}`);
  process.exitCode = 1;
}

async function run(script) {
  const { outputs } = await import(new URL(`generate/${script}`, import.meta.url).href);
  for (const [file, text] of await outputs()) {
    const old = textOf(path.join(ROOT, file));
    if (old === text) continue;
    if (check) {
      faults.push(`  ${file}${firstDifference(old, text)}`);
    } else {
      mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
      writeFileSync(path.join(ROOT, file), text);
      console.log(`wrote ${file}`);
    }
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function firstDifference(old, text) {
  if (old === undefined) return ' is missing';
  const is = old.split('\n');
  const expected = text.split('\n');
  const at = expected.findIndex((line, i) => line !== is[i]);
  // The file goes on where the new text has ended.
  const line = at < 0 ? expected.length : at;
  return `:${line + 1}: expected ${show(expected[line])}, got ${show(is[line])}`;
}

function show(line) {
  return line === undefined ? 'the end' : JSON.stringify(line);
}
