import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, run, withFolder } from './checkout.js';

/** A folder below the checkout, as somebody stands in it. */
const below = join(ROOT, 'out/npm-test');
before(() => mkdirSync(below, { recursive: true }));
after(() => rmSync(below, { recursive: true, force: true }));

/** npm itself would pass on what the npm of these tests was called with. */
function npm(cwd: string, ...args: string[]) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name)),
  );
  return run('npm', args, { cwd, env });
}

test('paths after npm run mean the folder of the caller', async () => {
  const bag = relative(below, join(ROOT, 'test/bags/sample'));
  const { code, stderr } = await npm(below, 'run', 'replay', '--', bag, '--out', 'here');
  assert.equal(code, 0, stderr);
  assert.ok(existsSync(join(below, 'here/summary.json')));
});

test('so they do where npm is told the checkout from outside', async () => {
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'mine.yaml'), 'query: no section');
    const args = ['start', '--', '--ros-args', '--params-file', 'mine.yaml'];
    const { code, stderr } = await npm(folder, '--prefix', ROOT, ...args);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /mine\.yaml.*ros__parameters/);
  });
});

test('each command that takes paths is started so', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [name, program] of Object.entries({
    start: /"\$PWD\/bin\/vljepa" perception$/,
    replay: /"\$PWD\/bin\/vljepa" replay$/,
    demo: /"\$PWD\/dist\/demo\/main\.js"$/,
    bench: /"\$PWD\/dist\/bench\/main\.js"$/,
    soak: /"\$PWD\/dist\/bench\/soak\/main\.js"$/,
  })) {
    assert.match(scripts[name]!, /^scripts\/with-ros --npm /, name);
    assert.match(scripts[name]!, program, name);
  }
});
