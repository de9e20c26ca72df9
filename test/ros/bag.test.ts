import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CdrReader } from '@foxglove/cdr';
import { toNanoseconds, toTime, type Time } from '../../src/messages/stamp.js';
import { openBag } from '../../src/bags/openBag.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import type { Heard } from './rosClient.js';
import { World, value, type Diagnostics } from './world.js';

const BAG = fileURLToPath(new URL('../../../test/bags/sample', import.meta.url));
const REPLAY = fileURLToPath(new URL('../../src/replay/main.js', import.meta.url));
const TOPIC = '/camera/image_raw/compressed';

interface Summary {
  readonly frames: number;
  readonly windows: number;
  readonly segments: number;
  readonly texts: readonly {
    readonly stamp: Time;
    readonly camera: string;
    readonly text: string;
    readonly confidence: number;
    readonly reason: keyof typeof REASON;
  }[];
}

let folder: string;
let replayed: Summary;
/** Stamps of the replay's world states. */
let stampsNs: bigint[];
let world: World;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-bag-'));
  execFileSync(process.execPath, [REPLAY, BAG, '--out', folder], { stdio: 'ignore' });
  replayed = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
  stampsNs = await stampsOf(join(folder, 'states.mcap'));
  world = await World.open();
  diagnostics = await world.diagnostics();
  states = await world.states();
  texts = await world.texts();
  const node = world.start([
    ...['-p', 'use_sim_time:=true'],
    ...['-p', `cameras.camera.topic:=${TOPIC}`],
    ...['-p', 'cameras.camera.reliability:=reliable'],
    ...['-p', 'cameras.camera.depth:=100'],
  ]);
  await node.active();
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

async function stampsOf(path: string): Promise<bigint[]> {
  const bag = await openBag(path);
  const found: bigint[] = [];
  const topic = bag.topics.find(({ type }) => type === 'vljepa/msg/WorldState')!.name;
  for await (const { data } of bag.messages([topic])) found.push(stampOf(data));
  await bag.close();
  return found;
}

/** Of a serialized message that begins with a header. */
function stampOf(data: Uint8Array): bigint {
  const cdr = new CdrReader(data);
  return toNanoseconds({ sec: cdr.int32(), nanosec: cdr.uint32() });
}

/**
 * Publishes the recorded bytes at the distances of their log times, and the bag's time on /clock.
 * On a machine that is too busy for that, the player waits for the node, which would leave out
 * windows otherwise, as it should.
 */
async function playInRealTime(): Promise<number> {
  const due = new Set(stampsNs);
  await world.client.advertise(TOPIC, 'sensor_msgs/msg/CompressedImage', { depth: 100 });
  await world.client.advertise('/clock', 'rosgraph_msgs/msg/Clock');
  await world.client.heardBy(TOPIC);
  const bag = await openBag(BAG);
  const startMs = performance.now();
  let count = 0;
  for await (const { logTimeNs, data } of bag.messages([TOPIC])) {
    const dueMs = startMs + Number(logTimeNs - bag.startNs!) / 1e6;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    await world.client.publish('/clock', { clock: toTime(logTimeNs) });
    await world.client.publishSerialized(TOPIC, data);
    count += 1;
    const stampNs = stampOf(data);
    if (!due.has(stampNs)) continue;
    await states.first('its state', ({ header }) => toNanoseconds(header.stamp) === stampNs);
  }
  await bag.close();
  return count;
}

test('the sample bag, played in real time, gives the segments and texts of its replay', async () => {
  assert.ok(replayed.texts.length > 5, 'the replay has something to say');
  assert.equal(await playInRealTime(), replayed.frames);
  await states.take(replayed.windows);
  await texts.take(replayed.texts.length);
  const camera = await diagnostics.next('camera camera', 'its counts');
  assert.equal(value(camera, 'Dropped: busy') ?? '0', '0', 'every window was computed');
  assert.deepEqual(
    states.messages.map(({ header }) => toNanoseconds(header.stamp)),
    stampsNs,
  );
  assert.deepEqual(
    states.messages.map(({ sequence }) => sequence),
    states.messages.map((_, i) => i),
  );
  const boundaries = states.messages.filter(({ changed }) => changed);
  assert.deepEqual(
    boundaries.map(({ header }) => header.stamp),
    replayed.texts.filter(({ reason }) => reason === 'CHANGE').map(({ stamp }) => stamp),
  );
  assert.equal(new Set(states.messages.map(({ segment }) => segment)).size, replayed.segments);
  assert.deepEqual(
    texts.messages.map(({ header, text, reason }) => [header.stamp, text, reason]),
    replayed.texts.map(({ stamp, text, reason }) => [stamp, text, REASON[reason]]),
  );
  texts.messages.forEach(({ confidence }, i) => {
    const before = replayed.texts[i]!.confidence;
    assert.ok(Math.abs(confidence - before) < 1e-3, `${confidence} and ${before}`);
  });
});
