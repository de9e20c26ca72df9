import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { toTime } from '../../src/messages/stamp.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import { cat, wall, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, level, ns, seconds, value, type Diagnostics, type TestCamera } from './world.js';

const TOPIC = '/front/image_raw';
const STEP_NS = seconds(0.25);
let world: World;
let diagnostics: Diagnostics;
let camera: TestCamera;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let scenes: { readonly cat: Picture; readonly wall: Picture };

before(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  camera = await world.camera(TOPIC);
  scenes = { cat: await cat(), wall: await wall() };
  await world.client.advertise('/clock', 'rosgraph_msgs/msg/Clock');
  const node = world.start([
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
after(() => world?.close());

/** Sets the simulated clock, and waits until the node's own clock shows it. */
async function clock(nowNs: bigint): Promise<void> {
  await until(`the node's clock to show ${nowNs}`, async () => {
    await world.client.publish('/clock', { clock: toTime(nowNs) });
    const array = diagnostics.heard.messages.at(-1);
    return array !== undefined && ns(array.header.stamp) === nowNs;
  });
}

test('/diagnostics carries the simulated time, ages are told by it', async () => {
  await clock(seconds(500));
  await camera.connect(states, scenes.cat, seconds(498));
  const status = await diagnostics.next('camera front', 'an age', (s) => level(s) === 0);
  const age = Number(value(status, 'Stamp age (s)'));
  assert.ok(age <= 2 && age > -30, `stamp age ${age} s`);
});

test('a paused clock: diagnostics go on, at one time; images that come are still seen', async () => {
  await clock(seconds(600));
  const before = diagnostics.heard.messages.length;
  await diagnostics.heard.take(before + 3);
  for (const { header } of diagnostics.heard.messages.slice(before, before + 3))
    assert.equal(ns(header.stamp), seconds(600));
  await camera.show(states, scenes.cat, seconds(600));
});

test('a looping bag: window, segment and words begin anew; numbers go on', async () => {
  const loop = async (): Promise<{ states: WorldState[]; texts: DecodedText[] }> => {
    // The last text of the test before may still be on its way.
    const spokenHere = () => texts.messages.filter(({ header }) => header.stamp.sec < 200);
    const [heard, spoken] = [states.messages.length, spokenHere().length];
    for (let i = 0; i < 24; i++) {
      const stampNs = seconds(100) + BigInt(i) * STEP_NS;
      await world.client.publish('/clock', { clock: toTime(stampNs) });
      await camera.show(states, i < 12 ? scenes.cat : scenes.wall, stampNs);
    }
    await until('both texts', () => spokenHere().length >= spoken + 2);
    return { states: states.messages.slice(heard), texts: spokenHere().slice(spoken) };
  };
  const first = await loop();
  const second = await loop();
  const third = await loop();
  const loops = [first, second, third];
  const segments = loops.map((run) => [...new Set(run.states.map(({ segment }) => segment))]);
  const start = segments[0]![0]!;
  assert.deepEqual(segments, [
    [start, start + 1],
    [start + 2, start + 3],
    [start + 4, start + 5],
  ]);
  loops.forEach((run) => {
    assert.deepEqual(
      run.texts.map(({ reason }) => reason),
      [REASON.FIRST, REASON.CHANGE],
    );
    // The first window holds its own frame alone and none of the end of the loop before.
    assert.equal(ns(run.states[0]!.window_start), seconds(100));
    // The same bag gives the same states, changes and words.
    run.states.forEach((state, i) => {
      assert.equal(state.change, first.states[i]!.change);
      assert.equal(state.changed, first.states[i]!.changed);
    });
    assert.deepEqual(
      run.texts.map(({ text }) => text),
      first.texts.map(({ text }) => text),
    );
  });
  const sequences = loops.flatMap((run) => run.states.map(({ sequence }) => sequence));
  assert.deepEqual(
    sequences,
    sequences.map((_, i) => sequences[0]! + i),
  );
});
