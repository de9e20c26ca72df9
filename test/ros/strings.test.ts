import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { withStrayBytes } from '../fixtures/jpegSurgery.js';
import type { DecodedText, WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { cat, compressedImage, image, jpegFile, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, ns, seconds, value, type Diagnostics } from './world.js';

const RAW = '/front/image_raw';
const FILES = '/files/image_raw/compressed';
let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let picture: Picture;
let stampNs: bigint;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  picture = await cat(64, 48);
  node = world.start([
    ...['-p', `cameras.front.topic:=${RAW}`],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', `cameras.files.topic:=${FILES}`],
    ...['-p', 'cameras.files.reliability:=reliable'],
  ]);
  await node.active();
  stampNs = await (await world.camera(RAW)).connect(states, picture, seconds(1000));
  await world.client.advertise(FILES, 'sensor_msgs/msg/CompressedImage');
  await world.client.heardBy(FILES);
});
afterEach(() => world?.close());

async function shown(message: (stampNs: bigint) => object, topic = RAW): Promise<WorldState> {
  stampNs += seconds(0.25);
  const sentNs = stampNs;
  await world.client.publish(topic, message(sentNs));
  return states.first('its state', ({ header }) => ns(header.stamp) === sentNs);
}

test('frame_id, labels and query of any script come back whole', async () => {
  const parameters = new ParameterService(world.client);
  const labels = ['Tür', 'カメラ', 'дверь', 'a 🦾'];
  const { successful, reason } = await parameters.set('labels', { string_array: labels });
  assert.ok(successful, reason);
  await world.client.advertise('/vljepa/query', 'std_msgs/msg/String');
  await world.client.heardBy('/vljepa/query');
  await world.client.publish('/vljepa/query', { data: '¿qué pasa? 😀' });
  const state = await until('a state with the labels and the query', async () => {
    const one = await shown((stampNs) => image(picture, { stampNs, frameId: 'カメラ_フレーム' }));
    return one.query === '¿qué pasa? 😀' && one.labels.length === labels.length && one;
  });
  assert.equal(state.header.frame_id, 'カメラ_フレーム');
  assert.deepEqual(state.labels.map(({ label }) => label).sort(), [...labels].sort());
  const text = await texts.first('a text', ({ query }) => query === '¿qué pasa? 😀');
  assert.equal(text.header.frame_id, 'カメラ_フレーム');
});

test('a label and a query with words that the pack does not know are one warning each', async () => {
  const parameters = new ParameterService(world.client);
  const labels = { string_array: ['a red cup', 'a 🦾'] };
  const query = { string: 'what is there 😀' };
  const { successful, reason } = await parameters.setTogether({ labels, query });
  assert.ok(successful, reason);
  await shown((stampNs) => image(picture, { stampNs }));
  await until('both warnings', () => node.lines(/does not know/).length >= 2);
  const lines = node.lines(/does not know/);
  assert.equal(lines.length, 2, node.log);
  for (const line of lines) assert.match(line, /^\[WARN\]/);
  assert.ok(
    lines.some((line) => /label "a 🦾": .*know 🦾 /.test(line)),
    node.log,
  );
  assert.ok(
    lines.some((line) => /query "what is there 😀": .*know 😀 /.test(line)),
    node.log,
  );
});

test('a frame_id that is not UTF-8 does not cost the frame', async () => {
  const heard = states.messages.length;
  stampNs += seconds(0.25);
  const sec = Number(stampNs / 1_000_000_000n);
  const nanosec = Number(stampNs % 1_000_000_000n);
  const fields = Buffer.alloc(4 + 8 + 4 + 4);
  fields.set([0, 1, 0, 0]);
  fields.writeInt32LE(sec, 4);
  fields.writeUInt32LE(nanosec, 8);
  fields.writeUInt32LE(4, 12);
  fields.set([0x54, 0xfc, 0x72, 0], 16);
  const rest = Buffer.alloc(8 + 4 + 8 + 4 + 4);
  rest.writeUInt32LE(48, 0);
  rest.writeUInt32LE(64, 4);
  rest.writeUInt32LE(5, 8);
  rest.write('rgb8\0', 12, 'latin1');
  rest.writeUInt8(0, 17);
  rest.writeUInt32LE(64 * 3, 20);
  rest.writeUInt32LE(picture.rgb.length, 24);
  await world.client.publishSerialized(RAW, Buffer.concat([fields, rest, picture.rgb]));
  const state = await states.first('its state', () => true, heard);
  assert.equal(state.header.frame_id, 'T\uFFFDr');
});

test('a JPEG with stray bytes gives a state and is counted as a warning', async () => {
  const odd = withStrayBytes(await jpegFile(picture));
  const state = await shown((stampNs) => compressedImage(odd, { stampNs }), FILES);
  assert.equal(state.camera, 'files');
  const status = await diagnostics.next(
    'camera files',
    'one warning',
    (status) => value(status, 'Warnings: jpeg_warning') === '1',
  );
  assert.ok(!status.values.some(({ key }) => key.startsWith('Dropped: frame')));
});
