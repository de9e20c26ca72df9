import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run, type Result } from '../setup/checkout.js';

const require = createRequire(import.meta.url);
const program = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const NODE = program('src/main.js');
const DEMO = program('demo/main.js');
const folder = mkdtempSync(join(tmpdir(), 'vljepa-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ADDON = join(
  dirname(require.resolve('rclnodejs/package.json')),
  'build/Release/rclnodejs.node',
);
const addon = () => {
  const { ino, size, mtimeMs, ctimeMs } = statSync(ADDON);
  return { ino, size, mtimeMs, ctimeMs };
};

type Changes = Readonly<Record<string, string | undefined>>;

function start(changes: Changes, main = NODE, args: readonly string[] = []): Promise<Result> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...changes };
  for (const name of Object.keys(changes)) if (changes[name] === undefined) delete env[name];
  return run(process.execPath, [main, ...args], { env, cwd: folder });
}

/** One line on stderr, nothing else, and the addon as it was. */
async function refused(code: number, pattern: RegExp, ...what: Parameters<typeof start>) {
  const before = addon();
  const result = await start(...what);
  assert.equal(result.code, code, result.stderr);
  assert.match(result.stderr, pattern);
  assert.match(result.stderr, /^(vljepa|demo): [^\n]*\n$/);
  assert.equal(result.stdout, '');
  assert.deepEqual(addon(), before);
}

/** A ROS 2 by its index alone: no library is found. */
const hollow = join(folder, 'hollow');
for (const name of ['rcl', 'vljepa']) {
  mkdirSync(join(hollow, 'share', name), { recursive: true });
  writeFileSync(join(hollow, 'share', name, 'package.xml'), '');
}

const unsourced: Changes = Object.fromEntries(
  ['AMENT_PREFIX_PATH', 'LD_LIBRARY_PATH', 'ROS_DISTRO', 'PYTHONPATH', 'RMW_IMPLEMENTATION'].map(
    (name) => [name, undefined],
  ),
);
const rclAlone = join(folder, 'rcl-alone');
mkdirSync(join(rclAlone, 'share/rcl'), { recursive: true });
writeFileSync(join(rclAlone, 'share/rcl/package.xml'), '');

test('without a ROS 2 it says what to source, and rebuilds nothing', async () => {
  const message = /no ROS 2 is sourced.*source the setup\.bash/;
  await refused(1, message, unsourced);
  await refused(1, message, { ...unsourced, RCLNODEJS_FORCE_BUILD: '1' });
  await refused(1, message, { ...unsourced, AMENT_PREFIX_PATH: '/nowhere' });
  await refused(1, message, unsourced, DEMO);
});

test('without the workspace of the messages it says what to source', async () => {
  const message = /the messages of vljepa are not sourced.*source the setup\.bash/;
  await refused(1, message, { AMENT_PREFIX_PATH: rclAlone });
});

test('where the libraries do not load the first reason is the one told', async () => {
  const message =
    /libraries of ROS 2 do not load: librcl\w*\.so.*No such file.*source the setup\.bash/;
  await refused(1, message, { ...unsourced, AMENT_PREFIX_PATH: hollow });
  await refused(1, message, {
    ...unsourced,
    AMENT_PREFIX_PATH: hollow,
    RCLNODEJS_FORCE_BUILD: '1',
  });
});

test('another distribution than the one it is built for is named', async () => {
  const message = /built for ROS 2 \w+, but antique is sourced: source \w+, or build it again/;
  await refused(1, message, { ROS_DISTRO: 'antique' });
});

for (const [changes, message] of [
  [{ RMW_IMPLEMENTATION: 'rmw_nonsense' }, /"rmw_nonsense" of RMW_IMPLEMENTATION is not installed/],
  [{ ROS_DOMAIN_ID: 'abc' }, /ROS_DOMAIN_ID .* got "abc"/],
  [{ ROS_DOMAIN_ID: '300' }, /ROS_DOMAIN_ID .* got "300"/],
  [{ ROS_LOG_DIR: '/proc/vljepa' }, /logs in \/proc\/vljepa, which cannot be written/],
  [{ HOME: undefined, ROS_HOME: undefined, ROS_LOG_DIR: undefined }, /HOME is not set/],
  [{ FASTRTPS_DEFAULT_PROFILES_FILE: '/nowhere.xml' }, /names a file that cannot be read/],
] as const) {
  test(`${Object.entries(changes).join(' ')}: one line, and no abort`, async () => {
    await refused(1, message, changes);
  });
}

test('what rcl alone can refuse is one line too', async () => {
  const args = ['--ros-args', '--log-config-file', '/nowhere'];
  await refused(1, /\[ROS_START\] ROS 2 does not start: /, { ROS_DOMAIN_ID: '0' }, NODE, args);
});

test('a command line that cannot be followed is answered before ROS is needed', async () => {
  await refused(2, /expected --ros-args/, unsourced, NODE, ['--nonsense']);
  await refused(2, /got "nonsense"/, unsourced, NODE, ['--ros-args', '--log-level', 'nonsense']);
  await refused(2, /--nonsense/, unsourced, DEMO, ['--nonsense']);
  await refused(2, /--rate above 0/, unsourced, DEMO, ['--rate', 'fast']);
});

test('help needs no ROS 2', async () => {
  for (const main of [NODE, DEMO, program('src/replay/main.js'), program('bench/main.js')]) {
    for (const flag of ['--help', '-h']) {
      const { code, stdout, stderr } = await start(unsourced, main, [flag]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.match(stdout, /^(Usage: |npm run )/);
    }
  }
});

test('a folder that the demo cannot write to is named', async () => {
  await refused(1, /\/proc\/vljepa/, {}, DEMO, ['--out', '/proc/vljepa/demo']);
});

test('a demo whose node does not come up points at what the node says', async () => {
  // Found by the launcher, which refuses it; the demo itself runs in this one.
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'node'), '#!/bin/sh\necho v18.20.4\n', { mode: 0o755 });
  const changes = { PATH: `${tools}:${process.env['PATH']}` };
  const { code, stdout, stderr } = await start(changes, DEMO, ['--out', join(folder, 'demo')]);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /^vljepa: the program runs on Node\.js [^\n]*18\.20\.4$/m);
  assert.match(stderr, /^demo: \[NODE_SILENT\] the node did not start: its log above says why$/m);
  assert.equal(stdout, '');
});
