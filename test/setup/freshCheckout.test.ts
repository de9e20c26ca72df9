import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { until } from '../ros/until.js';
import { copyPackage, ended, run, sourcedRos, withFolder } from './checkout.js';

/** Long enough for the messages' compilation on a busy machine. */
const BUILD_MS = 300_000;

test('two commands at once build the messages once; changed and added ones are built again', async () => {
  await withFolder(async (folder) => {
    const withRos = join(copyPackage(folder), 'scripts/with-ros');
    const env = sourcedRos();
    const fields = () =>
      run(
        withRos,
        [
          'python3',
          '-c',
          'import vljepa.msg as m; print(*m.LabelScore().get_fields_and_field_types())',
        ],
        { env },
      );

    const both = await Promise.all([fields(), fields()]);
    for (const { stdout, stderr } of both)
      assert.equal(stdout, 'label score probability\n', stderr);
    const built = both
      .map(({ stderr }) => stderr)
      .join('')
      .match(/building the messages/g);
    assert.equal(built?.length, 1);

    appendFileSync(join(folder, 'msg/LabelScore.msg'), 'uint8 extra\n');
    writeFileSync(join(folder, 'msg/Added.msg'), 'LabelScore best\n');
    mkdirSync(join(folder, 'srv'), { recursive: true });
    writeFileSync(join(folder, 'srv/Added.srv'), 'string text\n---\nAdded added\n');
    assert.equal((await fields()).stdout, 'label score probability extra\n');
    const added = `import vljepa.msg as m, vljepa.srv as s
print(m.Added().best.extra, s.Added.Response().added.best.score)`;
    const { stdout, stderr } = await run(withRos, ['python3', '-c', added], { env });
    assert.equal(stdout, '0 0.0\n', stderr);
  });
});

test('an interrupted build is taken up again', async () => {
  await withFolder(async (folder) => {
    const withRos = join(copyPackage(folder), 'scripts/with-ros');
    const env = sourcedRos();
    const child = spawn(withRos, ['true'], { env, detached: true, stdio: 'pipe' });
    const interrupted = ended(child);
    const builds = join(folder, '.ros/build');
    const compiling = () =>
      existsSync(builds) &&
      readdirSync(builds).some((build) => existsSync(join(builds, build, 'Makefile')));
    await until('the compilation to begin', compiling, BUILD_MS);
    process.kill(-child.pid!, 'SIGKILL');
    await interrupted;
    const { stdout, stderr } = await run(
      withRos,
      ['python3', '-c', 'import vljepa.msg as m; print(m.WorldState().change)'],
      { env },
    );
    assert.equal(stdout, '0.0\n', stderr);
  });
});

/** A PATH with what with-ros calls, but for the tools named. */
function pathWithout(folder: string, ...missing: string[]): string {
  const bin = join(folder, 'tools');
  mkdirSync(bin);
  const tools = [
    ...['bash', 'cat', 'cmake', 'cp', 'cut', 'dirname', 'env', 'flock', 'g++', 'grep', 'make'],
    ...['mkdir', 'node', 'nproc', 'npm', 'python3', 'readlink', 'rm', 'sed', 'sha256sum', 'tail'],
    ...['uname'],
  ];
  for (const tool of tools.filter((name) => !missing.includes(name))) {
    const place = process.env['PATH']!.split(delimiter)
      .map((entry) => join(entry, tool))
      .find((file) => existsSync(file));
    if (place === undefined) throw new Error(`this test needs ${tool} on the PATH`);
    symlinkSync(place, join(bin, tool));
  }
  return bin;
}

for (const [tool, advice, ...options] of [
  ['cmake', 'sudo apt install cmake'],
  ['make', 'sudo apt install make'],
  ['g++', 'sudo apt install g++'],
  ['npm', 'sudo apt install npm', '--node'],
  ['node', 'sudo apt install -y nodejs', '--node'],
] as const) {
  test(`without ${tool} it says so, what for, and how to install it`, async () => {
    await withFolder(async (folder) => {
      const withRos = join(copyPackage(folder), 'scripts/with-ros');
      const env = { ...sourcedRos(), PATH: pathWithout(folder, tool) };
      const { code, stderr } = await run(withRos, [...options, 'true'], { env });
      assert.equal(code, 1, stderr);
      assert.ok(stderr.includes(`${tool} is missing; `), stderr);
      assert.ok(stderr.includes(advice), stderr);
    });
  });
}

test('a Node.js that is too old is named with its version', async () => {
  await withFolder(async (folder) => {
    const withRos = join(copyPackage(folder), 'scripts/with-ros');
    const bin = pathWithout(folder, 'node');
    writeFileSync(join(bin, 'node'), '#!/bin/sh\necho v18.20.4\n', { mode: 0o755 });
    const env = { ...sourcedRos(), PATH: bin };
    const { code, stderr } = await run(withRos, ['--node', 'true'], { env });
    assert.equal(code, 1, stderr);
    assert.match(stderr, /runs on Node\.js 20\.20\.2 or newer; .*tools\/node is v18\.20\.4/);
  });
});

for (const place of ['a b', 'ö', 'カメラ', "it's", 'a:b', '$x', 'a%b']) {
  test(`a checkout in ${place}/ is refused at once, by CMake too`, async () => {
    await withFolder(async (folder) => {
      const checkout = copyPackage(join(folder, place));
      const env = sourcedRos();
      const set = await run(join(checkout, 'scripts/with-ros'), ['--node', 'true'], { env });
      assert.equal(set.code, 1);
      assert.match(
        set.stderr,
        /^vljepa: expected a path of letters from A to z, [^\n]*: move it\.\n$/,
      );
      assert.ok(set.stderr.includes(checkout), set.stderr);
      assert.ok(!existsSync(join(checkout, '.ros')));
      const cmake = await run('cmake', ['-S', checkout, '-B', join(folder, 'build')], { env });
      assert.notEqual(cmake.code, 0);
      assert.match(cmake.stderr, /expected a path of letters from A to z/);
    });
  });
}

test('a checkout that is not set up and cannot be written says so', async () => {
  await withFolder(async (folder) => {
    const checkout = copyPackage(folder);
    // As good as read-only, for root too: a file stands where the folder is to be.
    writeFileSync(join(checkout, '.ros'), '');
    const env = sourcedRos();
    const { code, stderr } = await run(join(checkout, 'scripts/with-ros'), ['true'], { env });
    assert.equal(code, 1);
    assert.match(stderr, /^vljepa: \S+ is not set up yet, and \S+\.ros cannot be written[^\n]*\n$/);
  });
});

const installed = existsSync('/opt/ros') && readdirSync('/opt/ros').length > 0;
const SKIP = installed && 'a ROS 2 in /opt/ros is taken before a local one is set up';
test(
  'without a ROS 2 and without Python 3.11 it says how to get either',
  { skip: SKIP },
  async () => {
    await withFolder(async (folder) => {
      const withRos = join(copyPackage(folder), 'scripts/with-ros');
      const env = { PATH: pathWithout(folder, 'python3'), HOME: folder };
      const { code, stderr } = await run(withRos, ['true'], { env });
      assert.equal(code, 1, stderr);
      assert.match(stderr, /python3\.11 is missing/);
      assert.match(stderr, /sudo apt install python3\.11 /);
      assert.match(stderr, /setup\.bash of an installed ROS 2/);
    });
  },
);
