import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { toTime } from '../../src/messages/stamp.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, level, ns, seconds, value, type Diagnostics, type TestCamera } from './world.js';

const TOPIC = '/front/image_raw';
const STEP_NS = seconds(0.25);
let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let camera: TestCamera;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  camera = await world.camera(TOPIC);
  await world.client.advertise('/clock', 'rosgraph_msgs/msg/Clock');
  node = world.start([
    ...['-p', 'use_sim_time:=true'],
    ...['-p', `cameras.front.topic:=${TOPIC}`],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.front.depth:=10'],
    // Windows that have frames of both scenes score less.
    ...['-p', 'selective_decoding.threshold:=0.6'],
  ]);
  await node.active();
  await world.client.heardBy('/clock');
});
afterEach(() => world?.close());

/** Sets the simulated clock, and waits until the node's own clock shows it. */
async function clock(nowNs: bigint): Promise<void> {
  await until(`the node's clock to show ${nowNs}`, async () => {
    await world.client.publish('/clock', { clock: toTime(nowNs) });
    const array = diagnostics.heard.messages.at(-1);
    return array !== undefined && ns(array.header.stamp) === nowNs;
  });
}

test('simulated time without a /clock: one warning, and images are read', async () => {
  const state = await camera.connect(states, red, seconds(100));
  assert.ok(state > seconds(100));
  await node.logged(/\[WARN\].*use_sim_time is true, but \/clock has given no time/);
  await diagnostics.next('lifecycle', 'two more reports');
  await diagnostics.next('lifecycle', 'two more reports');
  assert.equal(node.lines(/use_sim_time is true/).length, 1, node.log);
});

test('/diagnostics carries the simulated time, ages are told by it', async () => {
  await clock(seconds(500));
  await camera.connect(states, red, seconds(498));
  const status = await diagnostics.next('camera front', 'an age', (s) => level(s) === 0);
  const age = Number(value(status, 'Stamp age (s)'));
  assert.ok(age <= 2 && age > -30, `stamp age ${age} s`);
});

test('a paused clock: diagnostics go on, at one time; images that come are still seen', async () => {
  await camera.connect(states, red, seconds(500));
  await clock(seconds(600));
  const before = diagnostics.heard.messages.length;
  await diagnostics.heard.take(before + 3);
  for (const { header } of diagnostics.heard.messages.slice(before, before + 3))
    assert.equal(ns(header.stamp), seconds(600));
  await camera.show(states, red, seconds(600));
});

test('a looping bag: the window begins anew, what changed is told, numbers go on', async () => {
  await camera.connect(states, red, seconds(600));
  await texts.first('the text of the first window');
  const loop = async (changes: number): Promise<{ states: WorldState[]; texts: DecodedText[] }> => {
    // The last text of the test before may still be on its way.
    const spokenHere = () => texts.messages.filter(({ header }) => header.stamp.sec < 200);
    const [heard, spoken] = [states.messages.length, spokenHere().length];
    for (let i = 0; i < 24; i++) {
      const stampNs = seconds(100) + BigInt(i) * STEP_NS;
      await world.client.publish('/clock', { clock: toTime(stampNs) });
      await camera.show(states, i < 12 ? red : green, stampNs);
    }
    await until('the texts', () => spokenHere().length >= spoken + changes);
    return { states: states.messages.slice(heard), texts: spokenHere().slice(spoken) };
  };
  // Red was there before the clock jumped back: nothing has changed until green comes.
  const first = await loop(1);
  const second = await loop(2);
  const third = await loop(2);
  const start = first.states[0]!.segment;
  const segments = ({ states: own }: typeof first) => [
    ...new Set(own.map(({ segment }) => segment)),
  ];
  assert.deepEqual(segments(first), [start, start + 1]);
  assert.deepEqual(segments(second), [start + 1, start + 2, start + 3]);
  assert.deepEqual(segments(third), [start + 3, start + 4, start + 5]);
  for (const run of [first, second, third]) {
    assert.ok(run.texts.every(({ reason }) => reason === REASON.CHANGE));
    // The first window holds its own frame alone and none of the end of the loop before.
    assert.equal(ns(run.states[0]!.window_start), seconds(100));
    for (const { header, segment_start } of run.texts)
      assert.ok(ns(segment_start) <= ns(header.stamp));
  }
  // The same bag gives the same changes and words.
  assert.deepEqual(
    third.states.map(({ changed }) => changed),
    second.states.map(({ changed }) => changed),
  );
  assert.deepEqual(
    third.texts.map(({ text }) => text),
    second.texts.map(({ text }) => text),
  );
  const sequences = [first, second, third].flatMap((run) =>
    run.states.map(({ sequence }) => sequence),
  );
  assert.deepEqual(
    sequences,
    sequences.map((_, i) => sequences[0]! + i),
  );
});
