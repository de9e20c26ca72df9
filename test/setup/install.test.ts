import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { tmpdir } from 'node:os';
import { reserveDomain } from '../ros/domain.js';
import { Lifecycle } from '../ros/lifecycleService.js';
import { RosClient } from '../ros/rosClient.js';
import { until } from '../ros/until.js';
import { copyPackage, ended, ROOT, run, sourcedRos } from './checkout.js';

/** Source, build and install folders apart, as colcon has them. */
const folder = mkdtempSync(join(tmpdir(), 'vljepa-setup-'));
const source = join(folder, 'src');
const build = join(folder, 'build');

/** Installed with symbolic links into the build folder, and as a robot has it. */
let linked: string;
let installed: string;

before(async () => {
  copyPackage(source);
  // The addon that this checkout has compiled for the same ROS 2 and Node.js, if it has.
  const kept = join(ROOT, '.ros/node');
  for (const file of existsSync(kept) ? readdirSync(kept) : []) {
    if (!file.startsWith('addon-')) continue;
    mkdirSync(join(build, 'node-state/node'), { recursive: true });
    cpSync(join(kept, file), join(build, 'node-state/node', file));
  }
  linked = await install('linked', '-DAMENT_CMAKE_SYMLINK_INSTALL=ON');
  installed = await install('installed', '-DAMENT_CMAKE_SYMLINK_INSTALL=OFF');
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Configures, builds and installs into a prefix of that name; gives the prefix. */
async function install(name: string, ...options: string[]): Promise<string> {
  const prefix = join(folder, name);
  const env = sourcedRos();
  for (const args of [
    ['-S', source, '-B', build, `-DCMAKE_INSTALL_PREFIX=${prefix}`, ...options],
    ['--build', build, '--parallel', '2'],
    ['--install', build],
  ]) {
    const { code, stdout, stderr } = await run('cmake', args, { env, cwd: folder });
    assert.equal(code, 0, stdout.slice(-4000) + stderr);
  }
  return prefix;
}

/** The environment of an installed workspace laid over the ROS 2. */
function overlay(prefix: string): NodeJS.ProcessEnv {
  const env = sourcedRos();
  const over = (name: string, entry: string) =>
    (env[name] = [entry, env[name]].filter(Boolean).join(delimiter));
  over('AMENT_PREFIX_PATH', prefix);
  over('LD_LIBRARY_PATH', join(prefix, 'lib'));
  const site = readdirSync(join(prefix, 'lib')).find((entry) => entry.startsWith('python'));
  over('PYTHONPATH', join(prefix, 'lib', site!, 'site-packages'));
  const domain = { ROS_DOMAIN_ID: String(reserveDomain()), ROS_LOG_DIR: join(folder, 'log') };
  return { ...env, ...domain, ROS_AUTOMATIC_DISCOVERY_RANGE: 'LOCALHOST' };
}

/** The installed executable, as `ros2 run` starts it. */
function startAndEnd(prefix: string): Promise<void> {
  const args = ['--ros-args', '-p', 'cameras.camera.topic:=/camera/image_raw'];
  return activeThenEnded(prefix, '/vljepa', join(prefix, 'lib/vljepa/perception'), args);
}

/** Starts a command, waits until its node is active, and ends it as a terminal or launch does. */
async function activeThenEnded(
  prefix: string,
  name: string,
  command: string,
  args: readonly string[],
): Promise<void> {
  const env = overlay(prefix);
  const client = await RosClient.start(env);
  const node = spawn(command, args, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let gone = false;
  const end = ended(node).finally(() => (gone = true));
  try {
    await until('the installed node to be active', async () => {
      if (gone) assert.fail('it ended');
      const state = new Lifecycle(client, name).state().catch(() => undefined);
      return (await state) === 'active';
    });
    node.kill('SIGINT');
    assert.equal((await end).code, 0);
  } catch (error) {
    node.kill('SIGKILL');
    throw new Error(`the node said: ${JSON.stringify(await end)}`, { cause: error });
  } finally {
    node.kill('SIGKILL');
    await client.close();
  }
}

/** Newest change of anything below. */
function lastChange(path: string): number {
  const entries = readdirSync(path, { recursive: true }) as string[];
  return Math.max(...entries.map((entry) => lstatSync(join(path, entry)).mtimeMs));
}

test('installed with symbolic links, the node runs from the build folder', async () => {
  assert.ok(lstatSync(join(linked, 'lib/vljepa/perception')).isSymbolicLink());
  await startAndEnd(linked);
});

test('installed, the node needs neither source nor build folder and writes nothing', async () => {
  const share = join(installed, 'share/vljepa');
  for (const file of ['launch/perception.launch.py', 'config/fastdds.xml', 'msg/WorldState.msg']) {
    assert.ok(existsSync(join(share, file)), file);
  }
  assert.ok(!existsSync(join(share, 'node_modules/typescript')));
  for (const path of [source, build]) renameSync(path, `${path}.away`);
  try {
    const changed = lastChange(share);
    await startAndEnd(installed);
    assert.equal(lastChange(share), changed);
  } finally {
    for (const path of [source, build]) renameSync(`${path}.away`, path);
  }
});

test('installed, it answers help and a start without ROS sourced with words, and stays whole', async () => {
  const perception = join(installed, 'lib/vljepa/perception');
  const share = join(installed, 'share/vljepa');
  const changed = lastChange(share);
  const { AMENT_PREFIX_PATH, LD_LIBRARY_PATH, ROS_DISTRO, ...env } = process.env;
  void [AMENT_PREFIX_PATH, LD_LIBRARY_PATH, ROS_DISTRO];
  const help = await run(perception, ['--help'], { env, cwd: '/' });
  assert.equal(help.code, 0, help.stderr);
  assert.match(help.stdout, /^Usage: ros2 run vljepa perception /);
  for (const missing of [env, { ...sourcedRos(), AMENT_PREFIX_PATH }]) {
    const entries = (missing['AMENT_PREFIX_PATH'] ?? '').split(delimiter);
    const prefixes = entries.filter((entry) => !existsSync(join(entry, 'share/vljepa')));
    const unsourced = { ...missing, AMENT_PREFIX_PATH: prefixes.join(delimiter) };
    const { code, stderr } = await run(perception, [], { env: unsourced, cwd: '/' });
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^vljepa: [^\n]* sourced: [^\n]*source the setup\.bash[^\n]*\n$/);
  }
  assert.equal(lastChange(share), changed);
});

test('installed, every command is there, without ROS sourced', async () => {
  const { AMENT_PREFIX_PATH, LD_LIBRARY_PATH, ROS_DISTRO, ...env } = process.env;
  void [AMENT_PREFIX_PATH, LD_LIBRARY_PATH, ROS_DISTRO];
  const bin = join(folder, 'installed/lib/vljepa');
  const check = await run(join(bin, 'vljepa'), ['pack', 'check', 'nano'], { env, cwd: '/' });
  assert.equal(check.code, 0, check.stdout + check.stderr);
  const bag = join(ROOT, 'test/bags/sample');
  const out = join(folder, 'replayed');
  const replay = await run(join(bin, 'replay'), [bag, '--out', out], { env, cwd: '/' });
  assert.equal(replay.code, 0, replay.stderr);
  assert.ok(existsSync(join(out, 'states.mcap')));
});

test('installed, a Node.js that is too old is named with its version', async () => {
  const old = join(folder, 'old');
  mkdirSync(old);
  writeFileSync(join(old, 'node'), '#!/bin/sh\necho v20.20.1\n', { mode: 0o755 });
  const env = { ...process.env, PATH: [old, process.env['PATH']].join(delimiter) };
  const perception = join(installed, 'lib/vljepa/perception');
  const { code, stderr } = await run(perception, [], { env });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^vljepa: the program runs on Node\.js [\d.]+ or newer; .* is v20\.20\.1\n$/,
  );
});

const hasLaunch = process.env['PATH']!.split(delimiter).some((bin) =>
  existsSync(join(bin, 'ros2')),
);
const SKIP = !hasLaunch && 'there is no ros2 on the PATH: the local ROS 2 has no launch';
test('ros2 launch starts it with the parameters of its arguments', { skip: SKIP }, async () => {
  const args = ['image_topic:=/camera/image_raw', 'query:=yes', 'namespace:=robot1'];
  const launch = ['launch', 'vljepa', 'perception.launch.py', ...args];
  await activeThenEnded(installed, '/robot1/vljepa', 'ros2', launch);
});
