import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, level, seconds, type Diagnostics } from './world.js';

/** A topic on which the node itself publishes another type: no subscription to images can be made. */
const IMPOSSIBLE = '/vljepa/text';
let world: World;
let node: PerceptionProcess;
let lifecycle: Lifecycle;
let parameters: ParameterService;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  lifecycle = new Lifecycle(world.client);
  parameters = new ParameterService(world.client);
  node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', `cameras.rear.topic:=${IMPOSSIBLE}`],
    ...['-p', 'cameras.side.topic:=/side/image_raw'],
  ]);
});
afterEach(() => world?.close());

async function nothingSubscribed(): Promise<void> {
  await lifecycle.goneFrom(['/front/image_raw', '/side/image_raw']);
}

test('the second camera cannot be subscribed to: inactive with the reason, nothing subscribed', async () => {
  const line = await node.logged(/cannot activate/);
  assert.match(
    line,
    /^\[ERROR\].*\[CAMERA_SUBSCRIPTION\] camera rear: expected a topic of sensor_msgs\/msg\/Image, got \/vljepa\/text, where vljepa\/msg\/DecodedText is published.*cameras\.rear\.topic/,
  );
  assert.equal(await lifecycle.state(), 'inactive');
  await nothingSubscribed();
  const status = await diagnostics.next('lifecycle', 'the reason', (s) => level(s) === 2);
  assert.match(status.message, /^inactive: \[CAMERA_SUBSCRIPTION\] camera rear/);
  assert.equal(diagnostics.newest('camera front'), undefined);
});

test('again and again: refused each time, and nothing gathers', async () => {
  await node.logged(/cannot activate/);
  for (let i = 0; i < 3; i++) {
    assert.equal(await lifecycle.change('activate'), false);
    assert.equal(await lifecycle.state(), 'inactive');
  }
  await nothingSubscribed();
});

test('corrected, it activates and every camera is heard once', async () => {
  await node.logged(/cannot activate/);
  assert.equal(await lifecycle.change('cleanup'), true);
  const result = await parameters.set('cameras.rear.topic', { string: '/rear/image_raw' });
  assert.equal(result.successful, true, result.reason);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  for (const name of ['front', 'rear', 'side']) {
    const camera = await world.camera(`/${name}/image_raw`);
    await camera.connect(states, red, seconds(1000));
    const { subscriptions } = await world.client.endpoints(camera.topic);
    assert.equal(subscriptions.length, 1);
  }
  assert.deepEqual(
    new Set(states.messages.map(({ camera }) => camera)),
    new Set(['front', 'rear', 'side']),
  );
  await diagnostics.next('lifecycle', 'no reason left', (s) => level(s) === 0);
});

test('configure that fails half-way leaves nothing either, and can be tried again', async () => {
  // The queries come on a topic that the same process publishes texts on.
  const half = world.start([
    ...['-r', '__node:=half', '-p', 'autostart:=false'],
    ...['-r', '/half/query:=/half/text'],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  const services = new Lifecycle(world.client, '/half');
  for (let i = 0; i < 2; i++) {
    assert.equal(await services.change('configure'), false);
    assert.equal(await services.state(), 'unconfigured');
    await services.goneFrom(['/half/world_state', '/half/text', '/half/query']);
    const { services: offered } = await world.client.names();
    assert.ok(!('/half/describe' in offered));
  }
  await half.logged(/cannot configure/);
  assert.equal(half.running, true);
  assert.equal((await half.end()).code, 0);
});
