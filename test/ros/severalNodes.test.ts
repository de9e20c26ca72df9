import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, ns, seconds, type TestCamera } from './world.js';

const ROBOTS = ['/robot1', '/robot2'] as const;
let world: World;
let cameras: TestCamera[];
let states: Heard<WorldState>[];

/** Relative topics, so that each robot has its own. */
beforeEach(async () => {
  world = await World.open();
  cameras = await Promise.all(ROBOTS.map((robot) => world.camera(`${robot}/camera/image_raw`)));
  states = await Promise.all(ROBOTS.map((robot) => world.states(`${robot}/vljepa`)));
  const nodes = ROBOTS.map((robot) =>
    world.start([
      ...['-r', `__ns:=${robot}`],
      ...['-p', 'cameras.front.topic:=camera/image_raw'],
      ...['-p', 'cameras.front.reliability:=reliable'],
    ]),
  );
  await Promise.all(nodes.map((node) => node.active()));
  await cameras[0]!.connect(states[0]!, red, seconds(1000));
  await cameras[1]!.connect(states[1]!, green, seconds(5000));
});
afterEach(() => world?.close());

test('each has its own names and hears its own camera', async () => {
  assert.ok(states[0]!.messages.every(({ header }) => ns(header.stamp) < seconds(5000)));
  assert.ok(states[1]!.messages.every(({ header }) => ns(header.stamp) >= seconds(5000)));
  // Discovery may know topics before it knows the names of their nodes.
  await until('both nodes with their services', async () => {
    const { nodes, services } = await world.client.names();
    return ROBOTS.map((robot) => `${robot}/vljepa`).every(
      (name) => nodes.includes(name) && `${name}/describe` in services,
    );
  });
});

test('/diagnostics is shared; names and hardware_id tell whose status it is', async () => {
  const diagnostics = await world.diagnostics();
  for (const robot of ROBOTS) {
    await diagnostics.heard.first(`the status of ${robot}`, ({ status }) =>
      status.every((entry) => entry.hardware_id === `${robot}/vljepa`),
    );
    const status = await diagnostics.next('camera front', 'one', undefined, `${robot}/vljepa`);
    assert.equal(status.name, `${robot}/vljepa: camera front`);
  }
  const names = diagnostics.heard.messages.flatMap(({ status }) => status.map(({ name }) => name));
  assert.deepEqual(
    names.filter((name) => !/^\/robot[12]\/vljepa: /.test(name)),
    [],
  );
});

test('what is done to one leaves the other alone', async () => {
  const [first, second] = ROBOTS.map((robot) => `${robot}/vljepa`) as [string, string];
  const parameters = new ParameterService(world.client, first);
  await parameters.set('selective_decoding.threshold', { double: 3.5 });
  assert.equal((await cameras[0]!.show(states[0]!, red, seconds(2000))).threshold, 3.5);
  const other = await cameras[1]!.show(states[1]!, green, seconds(6000));
  assert.notEqual(other.threshold, 3.5);
  assert.equal(await new Lifecycle(world.client, first).change('deactivate'), true);
  assert.equal(await new Lifecycle(world.client, second).state(), 'active');
  await cameras[1]!.show(states[1]!, green, seconds(6000.25));
});

test('outputs and inputs can be remapped', async () => {
  const node = world.start([
    ...['-r', '__node:=eyes'],
    ...['-r', '~/world_state:=/world'],
    ...['-r', '/camera/image_raw:=/somewhere/else'],
    ...['-p', 'cameras.front.topic:=/camera/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
  ]);
  await node.active();
  const remapped = await world.client.subscribe<WorldState>('/world', 'vljepa/msg/WorldState');
  const camera = await world.camera('/somewhere/else');
  await camera.connect(remapped, red, seconds(1000));
  assert.equal(await new Lifecycle(world.client, '/eyes').state(), 'active');
});
