import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import sharp from 'sharp';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { cat, compressedImage, image, jpegFile, pngFile, wall, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, level, ns, seconds, type Diagnostics } from './world.js';

const COMPRESSED = 'sensor_msgs/msg/CompressedImage';
const RAW = 'sensor_msgs/msg/Image';
let world: World;
let node: PerceptionProcess;
let states: Heard<WorldState>;
let diagnostics: Diagnostics;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  node = world.start([
    ...['-r', '/declared/image_raw:=/robot/declared'],
    ...['-p', 'cameras.declared.topic:=/declared/image_raw'],
    ...['-p', 'cameras.declared.transport:=compressed'],
    ...['-p', 'cameras.named.topic:=/named/image_raw/compressed'],
    ...['-p', 'cameras.followed.topic:=/followed/image'],
    ...['-p', 'cameras.raw.topic:=/raw/image'],
    ...['-p', 'cameras.raw.transport:=raw'],
  ]);
  await node.active();
});
afterEach(() => world?.close());

/** Publishes messages until the camera's world state answers one of them, and gives it. */
async function answered(
  camera: string,
  topic: string,
  message: (stampNs: bigint) => object,
): Promise<WorldState> {
  const heard = states.messages.length;
  let stampNs = seconds(1000 + 100 * heard);
  return until(`a world state of camera ${camera}`, async () => {
    await world.client.publish(topic, message((stampNs += seconds(0.25))));
    const endMs = performance.now() + 500;
    while (performance.now() < endMs) {
      const state = states.messages.slice(heard).find((state) => state.camera === camera);
      if (state) return state;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return undefined;
  });
}

function cosine(a: WorldState, b: WorldState): number {
  return a.embedding.reduce((sum, value, i) => sum + value * b.embedding[i]!, 0);
}

test('JPEG and PNG on <topic>/compressed, after the remapped base topic', async () => {
  const topic = '/robot/declared/compressed';
  await world.client.advertise(topic, COMPRESSED);
  const [jpeg, png] = await Promise.all([cat().then(jpegFile), cat().then(pngFile)]);
  const fromJpeg = await answered('declared', topic, (stampNs) =>
    compressedImage(jpeg, { stampNs }, 'rgb8; jpeg compressed bgr8'),
  );
  const fromPng = await answered('declared', topic, (stampNs) =>
    compressedImage(png, { stampNs }, 'rgb8; png compressed bgr8'),
  );
  assert.ok(cosine(fromJpeg, fromPng) > 0.9999, `cosine ${cosine(fromJpeg, fromPng)}`);
});

test('a format that says nothing: the bytes decide', async () => {
  const topic = '/robot/declared/compressed';
  await world.client.advertise(topic, COMPRESSED);
  const png = await pngFile(await cat());
  await answered('declared', topic, (stampNs) => compressedImage(png, { stampNs }, ''));
});

test('auto takes a topic that ends in /compressed for compressed', async () => {
  const topic = '/named/image_raw/compressed';
  await world.client.advertise(topic, COMPRESSED);
  const jpeg = await jpegFile(await cat());
  await answered('named', topic, (stampNs) => compressedImage(jpeg, { stampNs }, 'jpeg'));
});

test('auto follows the type that is published, there and back; the pictures are the same', async () => {
  const topic = '/followed/image';
  const picture: Picture = await wall();
  const jpeg = await jpegFile(picture);
  await world.client.advertise(topic, COMPRESSED);
  const compressed = await answered('followed', topic, (stampNs) =>
    compressedImage(jpeg, { stampNs }),
  );
  await world.client.withdraw(topic);
  await world.client.advertise(topic, RAW);
  const raw = await answered('followed', topic, (stampNs) => image(picture, { stampNs }));
  assert.ok(cosine(raw, compressed) > 0.9999, `cosine ${cosine(raw, compressed)}`);
  await world.client.withdraw(topic);
  await world.client.advertise(topic, COMPRESSED);
  await answered('followed', topic, (stampNs) => compressedImage(jpeg, { stampNs }));
});

test('a type that was not asked for is named once in the log, and in /diagnostics', async () => {
  await world.client.advertise('/raw/image', COMPRESSED);
  const status = await diagnostics.next('camera raw', 'another type', ({ message }) =>
    message.includes(COMPRESSED),
  );
  assert.equal(level(status), 1);
  assert.match(status.message, /expected sensor_msgs\/msg\/Image/);
  await diagnostics.next('camera raw', 'a second report');
  assert.equal(node.lines(/camera raw: .*CompressedImage/).length, 1, node.log);
});

test('a topic that carries no images at all is named too', async () => {
  await world.client.advertise('/raw/image', 'std_msgs/msg/String');
  await diagnostics.next('camera raw', 'std_msgs/msg/String', ({ message }) =>
    message.includes('std_msgs/msg/String'),
  );
  // Once a real one publishes there, it is heard all the same.
  await world.client.withdraw('/raw/image');
  const camera = await world.camera('/raw/image');
  await camera.connect(states, await cat(), seconds(900_000));
  assert.ok(states.messages.some((state) => state.camera === 'raw' && ns(state.header.stamp) > 0n));
});

test('a grey JPEG', async () => {
  const topic = '/named/image_raw/compressed';
  await world.client.advertise(topic, COMPRESSED);
  const { width, height, rgb } = await cat();
  const grey = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .greyscale()
    .jpeg()
    .toBuffer();
  await answered('named', topic, (stampNs) => compressedImage(grey, { stampNs }, 'jpeg'));
});
