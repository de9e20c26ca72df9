import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CdrReader } from '@foxglove/cdr';
import { toNanoseconds, toTime, type Time } from '../../src/messages/stamp.js';
import { openBag } from '../../src/bags/openBag.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import type { Heard } from './rosClient.js';
import { cat } from './pictures.js';
import { nano } from './testPack.js';
import { World, ns, seconds, value, type Diagnostics } from './world.js';

const BAG = fileURLToPath(new URL('../../../test/bags/sample', import.meta.url));
const REPLAY = fileURLToPath(new URL('../../src/replay/main.js', import.meta.url));
/** What a photograph shows is told to a query that asks what things are called. */
const NAMES = 'What is there?';
const TOPIC = '/camera/image_raw/compressed';
/** Times the recorded pace: world states go by stamps, so that no pace changes them. */
const SPEED = 4;

interface Summary {
  readonly frames: number;
  readonly windows: number;
  readonly segments: number;
  readonly drops: Readonly<Record<string, number>>;
  readonly texts: readonly {
    readonly stamp: Time;
    readonly camera: string;
    readonly text: string;
    readonly confidence: number;
    readonly reason: keyof typeof REASON;
  }[];
}

let world: World;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
});
afterEach(() => world?.close());

/** Starts a node on the shipped pack. */
async function start(...args: string[]): Promise<void> {
  await world.start(['-p', `pack:=${nano.folder}`, ...args]).active();
}

test('a cat is called one, by its labels whatever is asked, and as a text where names are', async () => {
  const camera = await world.camera('/front/image_raw');
  await start(
    ...['-p', 'cameras.front.topic:=/front/image_raw', '-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'labels:=[a rocket, a cat, a brick wall, the arm lifts something]'],
    ...['-p', `extra_queries:=[${NAMES}]`],
  );
  const nextNs = await camera.connect(states, await cat(), seconds(1000));
  await camera.publish(await cat(), nextNs);
  const state = await states.first(
    'the state of the default query',
    ({ header, query }) => ns(header.stamp) === nextNs && query === nano.query,
  );
  assert.equal(state.pack, nano.id);
  assert.equal(state.embedding.length, nano.dimension);
  const [best] = state.labels;
  assert.equal(best!.label, 'a cat');
  assert.ok(Number(best!.probability) > 0.5, `probability ${best!.probability}`);
  const text = await texts.first('the first text', ({ query }) => query === NAMES);
  assert.equal(text.reason, REASON.FIRST);
  assert.match(text.text, /cat|tabby|lynx/);
  assert.ok(text.similarity > 0.2 && text.similarity <= 1, `similarity ${text.similarity}`);
  assert.ok(Number.isNaN(Number(text.confidence)), 'nobody knows how likely this answer is true');
  assert.deepEqual(text.alternatives, []);
});

test('what happens is told with the probability that it is true, and what it could be instead', async () => {
  const camera = await world.camera('/front/image_raw');
  await start(
    ...['-p', 'cameras.front.topic:=/front/image_raw', '-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'text.min_probability:=0.4'],
  );
  const nextNs = await camera.connect(states, await cat(), seconds(1000));
  await camera.show(states, await cat(), nextNs);
  const text = await texts.first('the first text');
  assert.equal(text.query, nano.query);
  assert.ok(text.confidence > 0 && text.confidence < 1, `confidence ${text.confidence}`);
  assert.ok(Math.abs(text.similarity) <= 1, `similarity ${text.similarity}`);
  assert.ok(text.alternatives.length <= 2);
  const probabilities = text.alternatives.map(({ probability }) => probability);
  assert.deepEqual(
    probabilities,
    [...probabilities].sort((a, b) => b - a),
  );
  for (const { text: other } of text.alternatives) assert.notEqual(other, text.text);
});

test('its windows take in the frames that it asks for', async () => {
  const camera = await world.camera('/front/image_raw');
  await start(
    ...['-p', 'cameras.front.topic:=/front/image_raw', '-p', 'cameras.front.reliability:=reliable'],
  );
  let stampNs = await camera.connect(states, await cat(), seconds(1000));
  for (let i = 0; i < nano.window; i++, stampNs += seconds(0.25)) {
    const { header, window_start } = await camera.show(states, await cat(), stampNs);
    if (i < nano.window - 1) continue;
    const span = ns(header.stamp) - ns(window_start);
    assert.equal(span, seconds(0.25 * (nano.window - 1)));
  }
});

/** What a replay of the sample bag gives, and the stamps of its world states. */
async function replay(): Promise<{ replayed: Summary; stampsNs: bigint[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-bag-'));
  try {
    execFileSync(process.execPath, [REPLAY, BAG, '--out', folder], { stdio: 'ignore' });
    const replayed = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
    return { replayed, stampsNs: await stampsOf(join(folder, 'states.mcap')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
 * Publishes the recorded bytes at SPEED times their pace, and the bag's time on /clock.
 * On a machine that is too busy for that, the player waits for the node, which would leave out
 * windows otherwise, as it should.
 */
async function play(stampsNs: readonly bigint[]): Promise<number> {
  const due = new Set(stampsNs);
  await world.client.advertise(TOPIC, 'sensor_msgs/msg/CompressedImage', { depth: 100 });
  await world.client.advertise('/clock', 'rosgraph_msgs/msg/Clock');
  await world.client.heardBy(TOPIC);
  const bag = await openBag(BAG);
  const startMs = performance.now();
  let count = 0;
  for await (const { logTimeNs, data } of bag.messages([TOPIC])) {
    const dueMs = startMs + Number(logTimeNs - bag.startNs!) / 1e6 / SPEED;
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

test('the sample bag, played to the node, gives the segments and texts of its replay', async () => {
  const { replayed, stampsNs } = await replay();
  const diagnostics: Diagnostics = await world.diagnostics();
  await start(
    ...['-p', 'use_sim_time:=true', '-p', `cameras.camera.topic:=${TOPIC}`],
    ...['-p', 'cameras.camera.reliability:=reliable', '-p', 'cameras.camera.depth:=100'],
  );
  assert.ok(replayed.texts.length > 5, 'the replay has something to say');
  assert.equal(await play(stampsNs), replayed.frames);
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
  const worded = states.messages.filter((state) => state.worded);
  assert.equal(worded.length, replayed.texts.length + (replayed.drops['text_repeated'] ?? 0));
  // What would repeat the text before it is tried again with the next two states.
  const tried = states.messages.filter((_, i, all) =>
    all.slice(Math.max(0, i - 2), i + 1).some((state) => state.worded),
  );
  const stampsTried = new Set(tried.map(({ header }) => toNanoseconds(header.stamp)));
  for (const { stamp, text } of replayed.texts)
    assert.ok(stampsTried.has(toNanoseconds(stamp)), text);
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
