import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { tinyPack } from '../fixtures/fixtures.js';
import { Lifecycle } from './lifecycleService.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, ns, seconds, type TestCamera } from './world.js';

let world: World;
let node: PerceptionProcess;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let front: TestCamera;
let rear: TestCamera;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  front = await world.camera('/front/image_raw');
  rear = await world.camera('/rear/image_raw');
  node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.rear.topic:=/rear/image_raw'],
    ...['-p', 'cameras.rear.reliability:=reliable'],
  ]);
  await node.active();
});
afterEach(() => world?.close());

function describe(): Promise<{ success: boolean; message: string }> {
  return world.client.call('/vljepa/describe', 'std_srvs/srv/Trigger');
}

test('~/describe before the first image: no success, and which camera is silent', async () => {
  const { success, message } = await describe();
  assert.equal(success, false);
  assert.match(message, /^\[CAMERA_SILENT\] .*front.*rear/);
  assert.match(message, /diagnostics/);
});

test('~/describe: a text of reason REQUEST for every camera that sees something', async () => {
  const nextNs = await front.connect(states, red, seconds(1000));
  await front.show(states, red, nextNs);
  const spoken = texts.messages.length;
  const one = await describe();
  assert.equal(one.success, true);
  const text = await texts.first('the text', ({ reason }) => reason === REASON.REQUEST, spoken);
  assert.equal(text.camera, 'front');
  assert.equal(ns(text.header.stamp), nextNs);
  assert.equal(one.message, `front: ${text.text}`);

  await rear.connect(states, green, seconds(1000));
  const { message } = await describe();
  const lines = message.split('\n').sort();
  assert.equal(lines.length, 2);
  assert.match(lines[0]!, /^front: /);
  assert.match(lines[1]!, /^rear: /);
  assert.notEqual(lines[0]!.slice('front: '.length), lines[1]!.slice('rear: '.length));
});

test('ten at once: every one is answered', async () => {
  await front.connect(states, red, seconds(1000));
  const answers = await Promise.all(Array.from({ length: 10 }, describe));
  assert.ok(answers.every(({ success }) => success));
});

test('~/query changes X_q, and the parameter with it', async () => {
  await front.connect(states, red, seconds(1000));
  await world.client.advertise('/vljepa/query', 'std_msgs/msg/String');
  await world.client.heardBy('/vljepa/query');
  await world.client.publish('/vljepa/query', { data: 'is the door open?' });
  const told = /\[INFO\].*is the door open\?/;
  await node.logged(told);
  assert.deepEqual(
    node.lines(told).filter((line) => line.includes('does not read queries')),
    [],
  );
  const state = await front.show(states, red, seconds(2000));
  assert.equal(state.query, 'is the door open?');
  const parameters = new ParameterService(world.client);
  assert.equal(await parameters.get('query'), 'is the door open?');
  // The empty one is the pack's own again.
  await world.client.publish('/vljepa/query', { data: '' });
  await until('the pack’s own query', async () => (await parameters.get('query')) === '');
});

test('~/query of a pack that reads none: said, in the same line', async () => {
  const deaf = world.start([
    ...['-p', `pack:=${tinyPack('tiny_frame')}`, '-r', '__node:=deaf'],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  await deaf.active();
  await world.client.advertise('/deaf/query', 'std_msgs/msg/String');
  await world.client.heardBy('/deaf/query');
  await world.client.publish('/deaf/query', { data: 'is the door open?' });
  await deaf.logged(/\[INFO\].*is the door open\?.*does not read queries/);
});

test('~/describe while the node is not active: no success, and why', async () => {
  const lifecycle = new Lifecycle(world.client);
  assert.equal(await lifecycle.change('deactivate'), true);
  const { success, message } = await describe();
  assert.equal(success, false);
  assert.match(message, /^\[CAMERA_SILENT\] .*not active/);
});
