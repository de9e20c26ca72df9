import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, seconds } from './world.js';

const TOPIC = '/front/image_raw';
let world: World;
let states: Heard<WorldState>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
});
afterEach(() => world?.close());

function start(): PerceptionProcess {
  return world.start([
    ...['-p', `cameras.front.topic:=${TOPIC}`],
    ...['-p', 'cameras.front.reliability:=reliable'],
  ]);
}

// What a fault in a native library of the inference worker ends the process with.
for (const signal of ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGKILL'] as const) {
  test(`${signal}: the process ends at once, and one that takes its place is seen by the same clients`, async () => {
    const camera = await world.camera(TOPIC);
    const first = start();
    await first.active();
    const nextNs = await camera.connect(states, red, seconds(1000));
    assert.deepEqual(await first.end(signal), { code: null, signal });
    const second = start();
    await second.active();
    const heard = states.messages.length;
    await camera.connect(states, green, nextNs);
    const state = states.messages[heard]!;
    assert.equal(state.camera, 'front');
    assert.deepEqual(second.lines(/\[(WARN|ERROR)\]/), []);
  });
}
