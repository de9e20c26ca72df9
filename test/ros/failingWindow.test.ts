import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tinyPack } from '../fixtures/fixtures.js';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { plain } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, seconds, value, type Diagnostics, type TestCamera } from './world.js';

const grey = plain(100, 120, 140);
/** The pack's X-Encoder fails at it. */
const red = plain(255, 0, 0);

let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let front: TestCamera;
let rear: TestCamera;

before(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  front = await world.camera('/front/image_raw');
  rear = await world.camera('/rear/image_raw');
  node = world.start([
    ...['-p', `pack:=${tinyPack('tiny_fragile_frame')}`],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.rear.topic:=/rear/image_raw'],
    ...['-p', 'cameras.rear.reliability:=reliable'],
  ]);
  await node.active();
  await front.connect(states, grey, seconds(1000));
  await rear.connect(states, grey, seconds(1000));
});
after(() => world?.close());

test('a scene at which a graph fails every time costs its own windows, and nothing else', async () => {
  for (let i = 1; i <= 5; i++) {
    await front.publish(red, seconds(2000 + i));
    await diagnostics.next(
      'camera front',
      `${i} windows that failed`,
      (status) => value(status, 'Dropped: request_failed') === String(i),
    );
    await rear.show(states, grey, seconds(2000 + i));
  }
  const state = await front.show(states, grey, seconds(2010));
  assert.equal(state.camera, 'front');
  assert.equal(node.lines(/inference stopped|loading the pack/).length, 0, node.log);
  assert.equal(
    node.lines(/\[WARN\].*camera front: \[REQUEST_FAILED\] .*x_encoder.onnx/).length,
    1,
    node.log,
  );
});
