import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { image, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, level, ns, seconds, value, type Diagnostics } from './world.js';

let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;

before(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  const cameras = ['slow', 'replayed'].flatMap((name) => [
    ...['-p', `cameras.${name}.topic:=/${name}/image_raw`],
    ...['-p', `cameras.${name}.reliability:=reliable`, '-p', `cameras.${name}.depth:=100`],
  ]);
  node = world.start(cameras);
  await node.active();
});
after(() => world?.close());

/** Plays images `step` seconds apart by their stamps, `hz` a second by the wall. */
async function play(topic: string, step: number, count: number, hz: number): Promise<void> {
  const camera = await world.camera(topic, { depth: 100 });
  const nextNs = await camera.connect(states, red, seconds(1000));
  const stream = { stampNs: nextNs, stepNs: seconds(step), count, hz };
  const heard = states.messages.length;
  await world.client.stream(topic, image(red, { stampNs: nextNs }), stream);
  const lastNs = nextNs + seconds(step) * BigInt(count - 1);
  await states.first('the last state', ({ header }) => ns(header.stamp) === lastNs, heard);
}

test('too slow for the pack: a warning with what arrives and what is wanted, and one line', async () => {
  await play('/slow/image_raw', 2, 12, 4);
  const about = /camera slow: images arrive at 0\.\d+ Hz by their stamps, but 4 Hz are wanted/;
  const status = await diagnostics.next('camera slow', 'a warning', (s) =>
    s.message.startsWith('images arrive at'),
  );
  assert.equal(level(status), 1);
  assert.equal(value(status, 'Frequency by stamps (Hz)'), '0.50');
  assert.equal(value(status, 'Wanted frequency (Hz)'), '4');
  await node.logged(about);
  await diagnostics.next('camera slow', 'another report');
  assert.equal(node.lines(about).length, 1);
  assert.match(node.lines(about)[0]!, /^\[WARN\].*cameras\.slow\.rate/);
});

test('a recording that is played slowly is not a slow camera', async () => {
  // Images 0.2 s apart by their stamps come at 2 Hz, which alone would be too slow.
  await play('/replayed/image_raw', 0.2, 28, 2);
  const status = await diagnostics.next('camera replayed', 'a report');
  assert.equal(status.message, 'images arrive');
  const measured = diagnostics.heard.messages
    .flatMap(({ status }) => status)
    .filter(({ name, values }) => name === 'vljepa: camera replayed' && values.length > 0)
    .map((entry) => value(entry, 'Frequency by stamps (Hz)'))
    .filter((hz) => hz !== undefined);
  assert.ok(measured.length > 0);
  for (const hz of measured) assert.ok(Math.abs(Number(hz) - 5) < 0.2, `${hz} Hz`);
  assert.deepEqual(node.lines(/camera replayed: images arrive/), []);
});
