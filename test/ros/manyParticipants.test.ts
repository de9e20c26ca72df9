import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { green, red } from './pictures.js';
import { until } from './until.js';
import { World, seconds } from './world.js';

const PARTICIPANTS = fileURLToPath(new URL('../../../test/ros/participants.py', import.meta.url));
const OTHERS = 30;
const FRAMES = 20;
let world: World;
let others: ChildProcess;

beforeEach(async () => {
  world = await World.open();
  others = spawn('python3', [PARTICIPANTS, String(OTHERS)], {
    env: world.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(others.stdout!, 'data');
});
afterEach(async () => {
  const gone = once(others, 'close');
  others.stdin!.end();
  await gone;
  await world?.close();
});

test(`a node that comes last of ${OTHERS + 2} participants is found, and sees every frame`, async () => {
  const states = await world.states();
  const camera = await world.camera('/front/image_raw');
  const node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
  ]);
  await node.active();
  const nextNs = await camera.connect(states, red, seconds(1000));
  const heard = states.messages.length;
  for (let frame = 0; frame < FRAMES; frame++)
    await camera.show(states, frame % 2 ? red : green, nextNs + seconds(frame / 4));
  assert.equal(states.messages.length, heard + FRAMES);
  await until('every participant', async () => {
    const { nodes } = await world.client.names();
    return nodes.filter((name) => name.startsWith('/participant')).length === OTHERS;
  });
  assert.deepEqual(node.lines(/\[(WARN|ERROR)\]/), []);
});
