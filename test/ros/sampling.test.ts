import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { WorldState } from './messages.js';
import { image, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, ns, seconds, value, type Diagnostics, type TestCamera } from './world.js';

/** A 20 Hz camera by its stamps. */
const STEP_NS = seconds(0.05);
const FRAMES = 41;
let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let diagnostics: Diagnostics;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  camera = await world.camera('/front/image_raw', { depth: 100 });
  const node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.front.depth:=100'],
    ...['-p', 'cameras.front.rate:=2.0'],
  ]);
  await node.active();
  await camera.connect(states, red, seconds(1));
});
afterEach(() => world?.close());

/** Stamps of the states, in seconds from the first frame, of two seconds of video by its stamps. */
async function stampsOf(startSeconds: number, hz: number): Promise<number[]> {
  const startNs = seconds(startSeconds);
  const message = image(red, { stampNs: startNs });
  const stream = { stampNs: startNs, stepNs: STEP_NS, count: FRAMES, hz };
  const heard = states.messages.length;
  await world.client.stream(camera.topic, message, stream);
  // The last frame of a stream is due on every grid that is asked for here.
  const lastNs = startNs + STEP_NS * BigInt(FRAMES - 1);
  await states.first('the last state', ({ header }) => ns(header.stamp) === lastNs, heard);
  return states.messages.slice(heard).map(({ header }) => Number(ns(header.stamp) - startNs) / 1e9);
}

/** Windows that gave way to newer ones, so far. */
async function busy(): Promise<number> {
  const status = await diagnostics.next('camera front', 'the drops');
  return Number(value(status, 'Dropped: busy') ?? 0);
}

/**
 * Plays two seconds of video: each window lies on the grid of that rate, and each of the grid's is there,
 * but for those that the node counts as busy, since the machine was.
 */
async function assertGrid(startSeconds: number, hz: number, rateHz: number): Promise<void> {
  const before = await busy();
  const stamps = await stampsOf(startSeconds, hz);
  const grid = Array.from({ length: 2 * rateHz + 1 }, (_, i) => i / rateHz);
  assert.deepEqual(
    stamps,
    grid.filter((stamp) => stamps.includes(stamp)),
  );
  assert.equal(stamps.length + (await busy()) - before, grid.length, stamps.join(' '));
}

test('2 Hz out of 20 Hz, played as recorded', async () => {
  await assertGrid(1000, 20, 2);
});

test('the same windows when played at half the speed', async () => {
  await assertGrid(2000, 10, 2);
});

test('the same windows when played at twice the speed', async () => {
  await assertGrid(3000, 40, 2);
});

test('a rate that is raised while running holds from then on', async () => {
  const parameter = { name: 'cameras.front.rate', value: { type: 3, double_value: 4 } };
  const { results } = await world.client.call<{ results: { successful: boolean }[] }>(
    '/vljepa/set_parameters',
    'rcl_interfaces/srv/SetParameters',
    { parameters: [parameter] },
  );
  assert.equal(results[0]!.successful, true);
  await assertGrid(4000, 20, 4);
});
