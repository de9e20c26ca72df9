import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { World, value, type Diagnostics } from './world.js';

let world: World;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-refused-'));
  world = await World.open();
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

/** Starts a node and gives the line in which it says why it does not configure. */
async function refusal(...args: string[]): Promise<string> {
  const node = world.start(args);
  const line = await node.logged(/cannot configure/);
  assert.equal(await new Lifecycle(world.client).state(), 'unconfigured');
  await node.end();
  return line;
}

const FRONT = ['-p', 'cameras.front.topic:=/front/image_raw'] as const;

test('a start with a bad value does not configure, and says why', async () => {
  const cases: readonly [args: readonly string[], reason: RegExp][] = [
    [
      ['-p', 'use_sim_time:=1'],
      /use_sim_time: expected true or false, got 1 \(integer, not bool\)/,
    ],
    [['-p', "use_sim_time:='true'"], /use_sim_time: .* write it without quotes: true/],
    [['-p', 'query:=on'], /query: expected a string, got on \(bool, not string\).*quote it/],
    [['-p', 'cameras.front.rate:=1e-300'], /front\.rate: expected 0 to 1000 Hz, at least 0\.001/],
    [['-p', 'cameras.rear-left.topic:=/rear'], /rear-left.*cameras\.rear_left\.topic can be used/],
    [['-p', 'cameras.rear.topic:=/rear//image'], /camera rear: .*"\/rear\/\/image".*character 6/],
    [
      ['-p', 'cameras.rear.topic:={ns}/image'],
      /camera rear: ROS does not allow the topic "\/\/image"/,
    ],
    [['-p', `cameras.rear.topic:=/${'x'.repeat(250)}`], /camera rear: .*251 characters long/],
    [
      ['-p', 'cameras.rear.topic:=front/image_raw'],
      /rear\.topic \(front\/image_raw\) are both \/front/,
    ],
    [
      ['-p', 'cameras.rear.topic:=/rear', '-r', '/rear:=/front/image_raw'],
      /cameras\.rear\.topic \(\/rear\) are both \/front\/image_raw/,
    ],
  ];
  for (const [args, reason] of cases) assert.match(await refusal(...FRONT, ...args), reason);
});

test('a bad value from a file is reported with its line, and corrected by a good one', async () => {
  const path = join(folder, 'robot.yaml');
  writeFileSync(path, '/**:\n  ros__parameters:\n    use_sim_time: "yes"\n    labels: [door, 5]\n');
  const node = world.start([...FRONT, '--params-file', path]);
  await node.logged(/cannot configure: .*use_sim_time.*robot\.yaml:3/);
  const parameters = new ParameterService(world.client);
  const lifecycle = new Lifecycle(world.client);
  assert.equal((await parameters.set('use_sim_time', { string: 'false' })).successful, false);
  assert.equal((await parameters.set('use_sim_time', { bool: false })).successful, true);
  assert.equal(await lifecycle.change('configure'), false);
  await node.logged(/cannot configure: .*labels.*robot\.yaml:4.*item 2 is 5/);
  assert.equal((await parameters.set('labels', { string_array: ['door', '5'] })).successful, true);
  assert.equal(await lifecycle.change('configure'), true, node.log);
  await node.end();
});

test('a topic that ROS forbids is refused by the service too', async () => {
  const node = world.start([...FRONT, '-p', 'autostart:=false']);
  const parameters = new ParameterService(world.client);
  const { successful, reason } = await parameters.set('cameras.front.topic', { string: '/a b' });
  assert.equal(successful, false);
  assert.match(
    reason,
    /^\[CAMERA_TOPIC\] camera front: ROS does not allow the topic "\/a b": " " at character 3/,
  );
  assert.equal((await parameters.set('cameras.front.topic', { string: '' })).successful, true);
  await node.end();
});

async function warned(...args: string[]): Promise<{ node: PerceptionProcess; lines: string[] }> {
  const node = world.start([...FRONT, '-p', 'autostart:=false', ...args]);
  await new ParameterService(world.client).list();
  return { node, lines: node.lines(/\[WARN\]/) };
}

test('a name that is not known is told with the nearest one; a file for other nodes with its keys', async () => {
  const path = join(folder, 'others.yaml');
  writeFileSync(
    path,
    '/camera: {ros__parameters: {a: 1}}\n/robot2/vljepa: {ros__parameters: {a: 1}}\n',
  );
  const { node, lines } = await warned(
    ...['-p', 'selectve_decoding.threshold:=1.0', '-p', 'cameras.front.rat:=2.0'],
    ...['-p', 'camera:rate:=5.0', '--params-file', path],
  );
  const said = lines.join('\n');
  assert.match(said, /selectve_decoding\.threshold is set.*nearest: selective_decoding\.threshold/);
  assert.match(said, /cameras\.front\.rat is set.*nearest: cameras\.front\.rate/);
  assert.match(
    said,
    /others\.yaml has sections for \/camera, \/robot2\/vljepa, but none for \/vljepa/,
  );
  assert.match(said, /-p camera:rate:=5\.0 is meant for camera, not for \/vljepa/);
  assert.equal(lines.length, 4, said);
  await node.end();
});

test('what the pack fills in can be read: in the log, and in /diagnostics as long as it holds', async () => {
  const diagnostics: Diagnostics = await world.diagnostics();
  const node = world.start([...FRONT, '-p', 'extra_queries:=[is a door open?]']);
  await node.logged(
    /query "[^"]+"; threshold 0\.\d+; cameras: front \(\/front\/image_raw, 4 Hz, 3 frames a window\)/,
  );
  const camera = await diagnostics.next(
    'camera front',
    'a rate',
    (s) => value(s, 'Rate (Hz)') === '4',
  );
  assert.equal(value(camera, 'Window (frames)'), '3');
  assert.equal(value(camera, 'Window (s)'), '0.75');
  const decoding = await diagnostics.next(
    'selective decoding',
    'a query',
    (s) => value(s, 'Query') !== '',
  );
  assert.equal(value(decoding, 'Extra queries'), 'is a door open?');
  assert.ok(Number(value(decoding, 'Threshold')) > 0);
  const parameters = new ParameterService(world.client);
  await parameters.setTogether({
    'cameras.front.rate': { double: 2.5 },
    query: { string: 'is it dark?' },
    'selective_decoding.threshold': { double: 0.7 },
    labels: { string_array: ['door'] },
  });
  await diagnostics.next('camera front', 'the new rate', (s) => value(s, 'Rate (Hz)') === '2.5');
  await diagnostics.next('camera front', 'its window', (s) => value(s, 'Window (s)') === '1.2');
  await diagnostics.next(
    'selective decoding',
    'what was set',
    (s) =>
      value(s, 'Query') === 'is it dark?' &&
      value(s, 'Threshold') === '0.7' &&
      value(s, 'Labels') === 'door',
  );
  await node.end();
});
