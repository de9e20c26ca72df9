import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { red } from './pictures.js';
import { RosClient, type Heard } from './rosClient.js';
import { World, level, seconds, type Diagnostics } from './world.js';
import { until } from './until.js';

let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;

/** `loose` takes what it can get, as cameras do by default; `strict` takes reliable images alone. */
beforeEach(async () => {
  world = await World.open();
  diagnostics = await world.diagnostics();
  states = await world.states();
  node = world.start([
    ...['-p', 'cameras.loose.topic:=/loose/image_raw'],
    ...['-p', 'cameras.strict.topic:=/strict/image_raw'],
    ...['-p', 'cameras.strict.reliability:=reliable'],
  ]);
  await node.active();
});
afterEach(() => world?.close());

test('the subscriptions are what the parameters say', async () => {
  const reliability = async (topic: string) =>
    (await world.client.endpoints(topic)).subscriptions.map((info) => info.reliability);
  await until('the subscription of the loose camera', async () =>
    (await reliability('/loose/image_raw')).includes('best_effort'),
  );
  await until('the subscription of the strict camera', async () =>
    (await reliability('/strict/image_raw')).includes('reliable'),
  );
});

test('a camera without further settings hears best effort and reliable publishers', async () => {
  let stampNs = seconds(1000);
  for (const reliability of ['best_effort', 'reliable'] as const) {
    const camera = await world.camera('/loose/image_raw', { reliability });
    stampNs = (await camera.connect(states, red, stampNs)) + seconds(100);
    await world.client.withdraw('/loose/image_raw');
  }
  assert.ok(states.messages.every(({ camera }) => camera === 'loose'));
});

test('a publisher that cannot be heard is reported once in the log, and in /diagnostics', async () => {
  await world.camera('/strict/image_raw', { reliability: 'best_effort' });
  const about = /camera strict: .*best effort/;
  const status = await diagnostics.next('camera strict', 'an incompatible QoS', ({ message }) =>
    /best.effort/.test(message),
  );
  assert.equal(level(status), 1);
  assert.match(status.message, /cameras\.strict\.reliability/);
  await node.logged(about);
  // Two more looks at the topic: it is not said again.
  await diagnostics.next('camera strict', 'a second report');
  await diagnostics.next('camera strict', 'a third report');
  assert.equal(node.lines(about).length, 1, node.log);
  assert.match(node.lines(about)[0]!, /^\[WARN\]/);
});

test('a reliable publisher after one that cannot be heard is heard', async () => {
  await world.camera('/strict/image_raw', { reliability: 'best_effort' });
  await node.logged(/camera strict: .*best effort/);
  await world.client.withdraw('/strict/image_raw');
  const camera = await world.camera('/strict/image_raw', { reliability: 'reliable' });
  await camera.connect(states, red, seconds(5000));
  const status = await diagnostics.next('camera strict', 'all is well', (s) => level(s) === 0);
  assert.equal(status.message, 'images arrive');
});

test('several publishers of one topic are told, once in the log and as a warning in /diagnostics', async () => {
  const other = await RosClient.start(world.env);
  await other.advertise('/strict/image_raw', 'sensor_msgs/msg/Image', { reliability: 'reliable' });
  const camera = await world.camera('/strict/image_raw', { reliability: 'reliable' });
  let stampNs = await camera.connect(states, red, seconds(6000));
  await until('a warning', async () => {
    await camera.publish(red, (stampNs += seconds(0.25)));
    const status = diagnostics.newest('camera strict');
    if (status === undefined || level(status) !== 1) return false;
    return /2 publishers of \/strict\/image_raw/.test(status.message);
  });
  assert.equal(node.lines(/\[WARN\].*camera strict: 2 publishers/).length, 1, node.log);
  await other.close();
  await until('all is well', async () => {
    await camera.publish(red, (stampNs += seconds(0.25)));
    return level(diagnostics.newest('camera strict')!) === 0;
  });
});

test('world states are reliable and volatile; the words that hold wait for who comes late', async () => {
  const state = await until('the publisher of world states', async () => {
    const { publishers } = await world.client.endpoints('/vljepa/world_state');
    return publishers[0];
  });
  assert.equal(state.reliability, 'reliable');
  assert.equal(state.durability, 'volatile');
  for (const name of ['loose', 'strict'] as const) {
    const camera = await world.camera(`/${name}/image_raw`);
    await camera.connect(states, red, seconds(1000));
  }
  const late = await world.client.subscribe<{ camera: string }>(
    '/vljepa/text',
    'vljepa/msg/DecodedText',
    { durability: 'transient_local' },
  );
  await late.first('a text from before', ({ camera }) => camera === 'loose');
  await late.first('a text from before', ({ camera }) => camera === 'strict');
});
