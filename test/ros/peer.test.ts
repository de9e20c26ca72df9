import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { camerasOf, loads, type Load } from '../../bench/loads.js';
import { ProcessGroup } from '../../bench/processGroup.js';
import { systemFor } from '../../bench/systems.js';
import { readManifest } from '../../src/pack/readManifest.js';
import { tinyPack } from '../fixtures/fixtures.js';
import type { WorldState } from './messages.js';
import { cat, compressedImage, image, jpegFile, wall, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { nano } from './testPack.js';
import { World, ns, seconds } from './world.js';

const PYTHON = spawnSync('python3', ['-c', 'import cv2, numpy, onnxruntime, tokenizers, yaml'], {
  encoding: 'utf8',
});
const skip =
  PYTHON.status === 0 ? false : `the peer cannot run: ${PYTHON.stderr.trim().split('\n').at(-1)}`;

let world: World;
const systems: ProcessGroup[] = [];

before(async () => {
  world = await World.open();
});
after(async () => {
  await Promise.all(systems.splice(0).map((system) => system.end()));
  await world?.close();
});

/** Both systems of the benchmark as it starts them for a load and a pack; their world states. */
async function startBoth(load: Load, pack: string): Promise<readonly Heard<WorldState>[]> {
  await Promise.all(systems.splice(0).map((system) => system.end()));
  return Promise.all(
    (['node', 'peer'] as const).map((name) => {
      const { command, worldStates } = systemFor(name, load, pack, 1);
      systems.push(new ProcessGroup(command, world.env));
      return world.client.subscribe<WorldState>(worldStates, 'vljepa/msg/WorldState');
    }),
  );
}

/** A cat, a wall, and the one turning into the other: windows of alike and of unlike frames. */
async function pictures(width: number, height: number): Promise<Picture[]> {
  const [first, last] = await Promise.all([cat(width, height), wall(width, height)]);
  return [0, 0, 0.3, 0.6, 1, 1, 0].map((share) => ({
    width,
    height,
    rgb: Buffer.from(first.rgb.map((byte, i) => byte * (1 - share) + last.rgb[i]! * share)),
  }));
}

function cosine(a: WorldState, b: WorldState): number {
  return a.embedding.reduce((total, value, i) => total + value * b.embedding[i]!, 0);
}

const cases = [
  { name: '640x480_rgb8', pack: nano.folder },
  { name: '1280x720_rgb8', pack: nano.folder },
  { name: '1280x720_jpeg', pack: nano.folder },
  // Its own query is too long for it: one that is cut elsewhere gives another embedding.
  { name: '640x480_rgb8', pack: tinyPack('tiny_query') },
];
for (const { name, pack } of cases) {
  const manifest = readManifest(pack);
  const query = manifest.predictor.query?.default ?? '';
  const title = `${name}, ${manifest.name}: the benchmark's peer gives the node's embeddings`;
  test(title, { skip }, async () => {
    const load = loads.find((candidate) => candidate.name === name)!;
    const [camera] = camerasOf(load);
    const { topic } = camera!;
    const compressed = load.encoding === 'jpeg';
    const type = compressed ? 'sensor_msgs/msg/CompressedImage' : 'sensor_msgs/msg/Image';
    await world.client.advertise(topic, type);
    const heard = await startBoth(load, pack);
    await world.client.heardBy(topic, heard.length);
    const windows: WorldState[] = [];
    for (const [index, picture] of (await pictures(load.width, load.height)).entries()) {
      const stampNs = seconds(1000 + index / 4);
      const message = compressed
        ? compressedImage(await jpegFile(picture), { stampNs })
        : image(picture, { stampNs });
      await world.client.publish(topic, message);
      const [node, peer] = await Promise.all(
        heard.map((states) =>
          states.first(`picture ${index}`, ({ header }) => ns(header.stamp) === stampNs),
        ),
      );
      assert.ok(cosine(node!, peer!) > 0.9999, `picture ${index}: cosine ${cosine(node!, peer!)}`);
      assert.deepEqual(
        [node!.camera, node!.pack, node!.window_start, node!.sequence],
        [peer!.camera, peer!.pack, peer!.window_start, peer!.sequence],
      );
      assert.deepEqual([node!.query, peer!.query], [query, query]);
      windows.push(node!);
    }
    // The pictures are told apart at all.
    assert.ok(cosine(windows[0]!, windows[5]!) < 0.995, `${cosine(windows[0]!, windows[5]!)}`);
    await world.client.withdraw(topic);
  });
}
