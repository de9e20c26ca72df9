import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import { ParameterService } from './parameterService.js';
import { cat } from './pictures.js';
import { until } from './until.js';
import { World, seconds } from './world.js';

/** Why launch cannot run here; false where it can. An executable named ros2 is not enough. */
function without(): string | false {
  if (spawnSync('ros2', ['launch', '--help']).status !== 0)
    return 'there is no ros2 launch on the PATH: the wheels of the local ROS 2 do not carry it';
  if (spawnSync('ros2', ['pkg', 'executables', 'vljepa']).stdout.toString().trim() === '')
    return 'the package vljepa is not installed in this ROS 2: build it with colcon and source it';
  return false;
}

const skip = without();
let world: World;
let folder: string;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  if (skip) return;
  world = await World.open();
  folder = mkdtempSync(join(tmpdir(), 'vljepa-launch-'));
});
afterEach(async () => {
  if (skip) return;
  for (const process of processes.splice(0)) process.kill('SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true });
});

const PROFILES = ['FASTRTPS_DEFAULT_PROFILES_FILE', 'FASTDDS_DEFAULT_PROFILES_FILE'] as const;

/** Starts launch; the log is what it and the node say. */
function launch(...args: string[]): { process: ChildProcess; log: () => string } {
  return launchIn(world.env, ...args);
}

function launchIn(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): { process: ChildProcess; log: () => string } {
  const child = spawn('ros2', ['launch', 'vljepa', 'perception.launch.py', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  processes.push(child);
  return { process: child, log: () => log };
}

/** Waits for something that the launched node does. */
function soon(
  what: string,
  { process, log }: ReturnType<typeof launch>,
  ask: () => boolean | Promise<boolean>,
): Promise<boolean> {
  return until(what, () => {
    if (process.exitCode !== null) throw new Error(`launch ended:\n${log()}`);
    return ask();
  });
}

/** The environment's Fast DDS profiles, of which there are none as the user set none. */
function withoutProfiles(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(world.env).filter(([name]) => !(PROFILES as readonly string[]).includes(name)),
  );
}

/** Process ids of what a process has started. */
function children({ pid }: ChildProcess): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

/** The Fast DDS profiles that the launched node runs with. */
function profiles(process: ChildProcess): (string | undefined)[] {
  const [pid] = children(process);
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return PROFILES.map((name) =>
    variables.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1),
  );
}

async function end(process: ChildProcess): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => process.once('close', resolve));
  process.kill('SIGINT');
  return gone;
}

test('ros2 launch with arguments alone: one camera, in a namespace', { skip }, async () => {
  const launched = launch(
    ...['image_topic:=/front/image_raw', 'namespace:=robot1', 'query:=yes', 'log_level:=info'],
  );
  const { process, log } = launched;
  await soon('the node to be active', launched, () => /activate: done/.test(log()));
  const states = await world.states('/robot1/vljepa');
  const camera = await world.camera('/front/image_raw');
  await camera.connect(states, await cat(), seconds(1000));
  assert.equal(states.messages[0]!.camera, 'camera');
  const parameters = new ParameterService(world.client, '/robot1/vljepa');
  assert.equal(await parameters.get('query'), 'yes');
  assert.equal(await end(process), 0, log());
});

test('a parameter file, overridden by an argument; autostart off', { skip }, async () => {
  const file = join(folder, 'robot.yaml');
  writeFileSync(
    file,
    '/**: {ros__parameters: {query: from the file, cameras: {front: {topic: /f, rate: 2.0}}}}\n',
  );
  const launched = launch(`params_file:=${file}`, 'query:=given', 'autostart:=false');
  const { process, log } = launched;
  await soon('the node', launched, async () =>
    (await world.client.names()).nodes.includes('/vljepa'),
  );
  const parameters = new ParameterService(world.client);
  assert.equal(await parameters.get('query'), 'given');
  assert.equal(await parameters.get('cameras.front.rate'), 2);
  assert.equal(await new Lifecycle(world.client).state(), 'unconfigured');
  assert.equal(await end(process), 0, log());
});

test('labels, threshold, transport and reliability of one camera', { skip }, async () => {
  const launched = launch(
    ...['image_topic:=/front', 'transport:=compressed', 'reliability:=reliable'],
    ...['labels:=[yes, a door, 3]', 'threshold:=1', 'autostart:=false'],
  );
  const { process, log } = launched;
  await soon('the node', launched, async () =>
    (await world.client.names()).nodes.includes('/vljepa'),
  );
  const parameters = new ParameterService(world.client);
  assert.deepEqual(await parameters.get('labels'), ['yes', 'a door', '3']);
  assert.equal(await parameters.get('selective_decoding.threshold'), 1);
  assert.equal(await parameters.get('cameras.camera.transport'), 'compressed');
  assert.equal(await parameters.get('cameras.camera.reliability'), 'reliable');
  assert.equal(await end(process), 0, log());
});

test('labels with commas between them', { skip }, async () => {
  const launched = launch('image_topic:=/front', 'labels:=a door, person', 'autostart:=false');
  await soon('the node', launched, async () =>
    (await world.client.names()).nodes.includes('/vljepa'),
  );
  const parameters = new ParameterService(world.client);
  assert.deepEqual(await parameters.get('labels'), ['a door', 'person']);
  assert.equal(await end(launched.process), 0, launched.log());
});

test("the node has this package's Fast DDS profile", { skip }, async () => {
  const launched = launchIn(withoutProfiles(), 'image_topic:=/front');
  await soon('the node', launched, () => /activate: done/.test(launched.log()));
  for (const profile of profiles(launched.process)) {
    assert.match(profile!, /share\/vljepa\/config\/fastdds\.xml$/);
    assert.ok(existsSync(profile!));
  }
  assert.equal(await end(launched.process), 0, launched.log());
});

test('off: none; where one is set already: that one', { skip }, async () => {
  const none = launchIn(withoutProfiles(), 'image_topic:=/front', 'fastdds_profile:=off');
  await soon('the node', none, () => /activate: done/.test(none.log()));
  assert.deepEqual(profiles(none.process), [undefined, undefined]);
  assert.equal(await end(none.process), 0, none.log());
  const own = join(folder, 'own.xml');
  writeFileSync(own, readFileSync(new URL('../../../config/fastdds.xml', import.meta.url)));
  const env = { ...withoutProfiles(), FASTRTPS_DEFAULT_PROFILES_FILE: own };
  const set = launchIn(env, 'image_topic:=/front');
  await soon('the node', set, () => /activate: done/.test(set.log()));
  assert.deepEqual(profiles(set.process), [own, undefined]);
  assert.equal(await end(set.process), 0, set.log());
});

test('a profile that is not there is refused', { skip }, async () => {
  const { process, log } = launch('image_topic:=/front', 'fastdds_profile:=/no/such.xml');
  const code = await new Promise((resolve) => process.once('close', resolve));
  assert.notEqual(code, 0);
  assert.match(log(), /fastdds_profile: expected a file or "off", got \/no\/such\.xml/);
});

test('a parameter file that is not there is refused', { skip }, async () => {
  const { process, log } = launch('image_topic:=/front', 'params_file:=/no/such.yaml');
  const code = await new Promise((resolve) => process.once('close', resolve));
  assert.notEqual(code, 0);
  assert.match(log(), /params_file: expected a file, got \/no\/such\.yaml/);
});

test('respawn: a node that is killed comes back', { skip }, async () => {
  const launched = launch('image_topic:=/front', 'respawn:=true');
  const active = (times: number) => () => launched.log().split('activate: done').length > times;
  await soon('the node', launched, active(1));
  const [pid] = children(launched.process);
  process.kill(pid!, 'SIGKILL');
  await soon('the node again', launched, active(2));
  assert.notEqual(children(launched.process)[0], pid);
  assert.equal(await end(launched.process), 0, launched.log());
});
