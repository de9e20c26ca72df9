import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WorldState } from './messages.js';
import { cat, image } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, ns, seconds, type TestCamera } from './world.js';

/** A 20 Hz camera by its stamps. */
const STEP_NS = seconds(0.05);
const FRAMES = 41;
let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;

before(async () => {
  world = await World.open();
  states = await world.states();
  camera = await world.camera('/front/image_raw', { depth: 100 });
  const node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.front.depth:=100'],
    ...['-p', 'cameras.front.rate:=2.0'],
  ]);
  await node.active();
  await camera.connect(states, await cat(64, 48), seconds(1));
});
after(() => world?.close());

/** Stamps of the states, in seconds from the first frame, of two seconds of video by its stamps. */
async function stampsOf(startSeconds: number, hz: number): Promise<number[]> {
  const startNs = seconds(startSeconds);
  const message = image(await cat(64, 48), { stampNs: startNs });
  const stream = { stampNs: startNs, stepNs: STEP_NS, count: FRAMES, hz };
  const heard = states.messages.length;
  await world.client.stream(camera.topic, message, stream);
  // The last frame of a stream is due on every grid that is asked for here.
  const lastNs = startNs + STEP_NS * BigInt(FRAMES - 1);
  await states.first('the last state', ({ header }) => ns(header.stamp) === lastNs, heard);
  return states.messages.slice(heard).map(({ header }) => Number(ns(header.stamp) - startNs) / 1e9);
}

const EVERY_HALF_SECOND = [0, 0.5, 1, 1.5, 2];

test('2 Hz out of 20 Hz, played as recorded', async () => {
  assert.deepEqual(await stampsOf(1000, 20), EVERY_HALF_SECOND);
});

test('the same windows when played at half the speed', async () => {
  assert.deepEqual(await stampsOf(2000, 10), EVERY_HALF_SECOND);
});

test('the same windows when played at twice the speed', async () => {
  assert.deepEqual(await stampsOf(3000, 40), EVERY_HALF_SECOND);
});

test('a rate that is raised while running holds from then on', async () => {
  const parameter = { name: 'cameras.front.rate', value: { type: 3, double_value: 4 } };
  const { results } = await world.client.call<{ results: { successful: boolean }[] }>(
    '/vljepa/set_parameters',
    'rcl_interfaces/srv/SetParameters',
    { parameters: [parameter] },
  );
  assert.equal(results[0]!.successful, true);
  const stamps = await stampsOf(4000, 20);
  assert.deepEqual(
    stamps,
    Array.from({ length: 9 }, (_, i) => i / 4),
  );
});
