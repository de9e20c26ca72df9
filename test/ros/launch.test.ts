import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
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

before(async () => {
  if (skip) return;
  world = await World.open();
  folder = mkdtempSync(join(tmpdir(), 'vljepa-launch-'));
});
after(async () => {
  if (skip) return;
  for (const process of processes) process.kill('SIGKILL');
  await world.close();
  rmSync(folder, { recursive: true });
});

/** Starts launch; the log is what it and the node say. */
function launch(...args: string[]): { process: ChildProcess; log: () => string } {
  const child = spawn('ros2', ['launch', 'vljepa', 'perception.launch.py', ...args], {
    env: world.env,
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
