import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { declarationsFor } from '../../src/parameters/declarations.js';
import { ParameterService } from './parameterService.js';
import { until } from './until.js';
import { World } from './world.js';

const ROS2PARAM = fileURLToPath(new URL('../../../test/ros/ros2param.py', import.meta.url));

let world: World;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-dump-'));
  world = await World.open();
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

/** `ros2 param …` */
async function ros2param(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', [ROS2PARAM, ...args], { env: world.env });
  return stdout;
}

async function valuesOf(parameters: ParameterService): Promise<Map<string, unknown>> {
  const names = (await parameters.list()).sort();
  const values = await parameters.getAll(names);
  return new Map(names.map((name, i) => [name, values[i]]));
}

for (const [node, names] of [
  ['/vljepa', []],
  ['/robot1/eyes', ['-r', '__node:=eyes', '-r', '__ns:=/robot1']],
] as const) {
  test(`${node} starts from its own dump as it was, without a warning; loading it changes nothing`, async () => {
    const start = (...args: string[]) =>
      world.start([...names, ...args, '--log-level', 'warn', '-p', 'autostart:=false']);
    const first = start(
      ...['-p', 'cameras.front.topic:=/front/image_raw', '-p', 'cameras.front.rate:=2.5'],
      ...['-p', 'cameras.2d.topic:=~/image', '-p', 'use_sim_time:=true'],
      ...['-p', 'query:="yes"', '-p', 'labels:=[door, "5", "no", Tür, "a: b", ""]'],
      ...['-p', 'selective_decoding.smoothing:=1', '-p', 'cameras.front.depth:=7'],
    );
    const parameters = new ParameterService(world.client, node);
    const before = await valuesOf(parameters);
    for (const [name] of declarationsFor(['front', '2d'])) assert.ok(before.has(name), name);
    assert.equal(before.get('query'), 'yes');
    assert.equal(before.get('use_sim_time'), true);
    assert.deepEqual(before.get('extra_queries'), []);
    const path = join(folder, 'dump.yaml');
    writeFileSync(path, await ros2param('dump', node));
    assert.match(readFileSync(path, 'utf8'), new RegExp(`^${node}:\n  ros__parameters:\n`));
    await first.end();
    await until(
      'the name to be free',
      async () => !(await world.client.names()).nodes.includes(node),
    );

    const second = start('--params-file', path);
    assert.deepEqual(await valuesOf(parameters), before);
    // rclpy reads the strings of a file as YAML once more: quoted or not, it sends "yes" as a bool.
    assert.equal((await parameters.set('query', { string: 'is a door open?' })).successful, true);
    const changed = await valuesOf(parameters);
    writeFileSync(path, await ros2param('dump', node));
    const loaded = (await ros2param('load', node, path)).trim().split('\n');
    assert.deepEqual(loaded.sort(), [...before.keys()].map((name) => `${name}: set`).sort());
    assert.deepEqual(await valuesOf(parameters), changed);
    // There is no /clock here, which may be said by now.
    assert.equal(second.log.replace(/.*\/clock has given no time.*\n/, ''), '');
    await second.end();
  });
}

test('a dump of a node of another library: what ROS gives every node brings no warning', async () => {
  const path = join(folder, 'rclcpp.yaml');
  writeFileSync(
    path,
    `/vljepa:
  ros__parameters:
    query: a door
    qos_overrides:
      /clock:
        subscription:
          depth: 1
          durability: volatile
          history: keep_last
          reliability: best_effort
      /parameter_events:
        publisher:
          depth: 1000
    start_type_description_service: true
    use_sim_time: false
`,
  );
  const node = world.start([
    '-p',
    'autostart:=false',
    '--params-file',
    path,
    '--log-level',
    'warn',
  ]);
  const parameters = new ParameterService(world.client);
  assert.equal(await parameters.get('query'), 'a door');
  assert.equal(node.log, '');
  await node.end();
});
