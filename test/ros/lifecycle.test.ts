import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { DecodedText, WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { cat } from './pictures.js';
import type { Heard } from './rosClient.js';
import { NANO } from './shippedPack.js';
import { World, level, seconds, type Diagnostics, type TestCamera } from './world.js';

let folder: string;
let world: World;
let node: PerceptionProcess;
let lifecycle: Lifecycle;
let parameters: ParameterService;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let camera: TestCamera;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-lifecycle-'));
  cpSync(NANO, join(folder, 'pack'), { recursive: true });
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  camera = await world.camera('/front/image_raw');
  node = world.start([
    ...['-p', 'autostart:=false'],
    ...['-p', `pack:=${join(folder, 'missing')}`],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  lifecycle = new Lifecycle(world.client);
  parameters = new ParameterService(world.client);
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

test('with autostart off it waits, unconfigured', async () => {
  assert.equal(await lifecycle.state(), 'unconfigured');
  assert.deepEqual(await lifecycle.available(), ['configure', 'shutdown']);
});

for (const transition of ['activate', 'deactivate', 'cleanup'] as const) {
  test(`${transition} is not possible now: answered with false, and the node goes on`, async () => {
    assert.equal(await lifecycle.change(transition), false);
    assert.equal(await lifecycle.state(), 'unconfigured');
  });
}

test('a transition that does not exist, by number and by label: answered with false', async () => {
  assert.equal(await lifecycle.changeBy({ id: 250, label: '' }), false);
  assert.equal(await lifecycle.changeBy({ id: 0, label: 'fly' }), false);
  assert.equal(await lifecycle.state(), 'unconfigured');
});

test('a pack that is not there: configure fails with its reason in the log and /diagnostics', async () => {
  assert.equal(await lifecycle.change('configure'), false);
  assert.equal(await lifecycle.state(), 'unconfigured');
  const reason = join(folder, 'missing');
  assert.ok((await node.logged(/\[ERROR\].*cannot configure/)).includes(reason), node.log);
  const status = await diagnostics.next('lifecycle', 'the reason', ({ message }) =>
    message.includes(reason),
  );
  assert.equal(level(status), 2);
});

test('a bad parameter: configure fails naming it; mended, it succeeds', async () => {
  const pack = join(folder, 'pack');
  assert.equal((await parameters.set('pack', { string: pack })).successful, true);
  // The pack takes 1 to 16 frames, which only its manifest says.
  assert.equal((await parameters.set('cameras.front.window', { integer: 17 })).successful, true);
  assert.equal(await lifecycle.change('configure'), false);
  await node.logged(/cannot configure: .*cameras\.front\.window.*1 to 16.*17/);
  assert.equal((await parameters.set('cameras.front.window', { integer: 4 })).successful, true);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.state(), 'inactive');
  await diagnostics.next('lifecycle', 'no reason left', (status) => level(status) === 0);
});

test('inactive: nothing is subscribed, the publishers are there', async () => {
  const { subscriptions } = await world.client.endpoints('/front/image_raw');
  assert.deepEqual(subscriptions, []);
  assert.equal((await world.client.endpoints('/vljepa/world_state')).publishers.length, 1);
  assert.equal(await lifecycle.change('configure'), false);
});

test('activate, deactivate, activate: images count only while active; FIRST every time', async () => {
  const picture = await cat();
  assert.equal(await lifecycle.change('activate'), true);
  assert.equal(await lifecycle.state(), 'active');
  const nextNs = await camera.connect(states, picture, seconds(1000));
  await texts.take(1);
  assert.equal(await lifecycle.change('deactivate'), true);
  assert.equal(await lifecycle.state(), 'inactive');
  assert.equal(await lifecycle.change('activate'), true);
  await camera.connect(states, picture, nextNs);
  const [first, second] = await texts.take(2);
  assert.deepEqual([first!.reason, second!.reason], [0, 0]);
});

test('cleanup releases all: no publisher, no subscription, no service of its own is left', async () => {
  assert.equal(await lifecycle.change('cleanup'), false, 'not from active');
  assert.equal(await lifecycle.change('deactivate'), true);
  assert.equal(await lifecycle.change('cleanup'), true);
  assert.equal(await lifecycle.state(), 'unconfigured');
  await lifecycle.goneFrom(['/vljepa/world_state', '/vljepa/text', '/vljepa/query']);
});

test('a pack whose file has changed: configure names the file', async () => {
  const [file, kept] = [join(folder, 'pack', 'predictor.onnx'), join(folder, 'predictor.onnx')];
  renameSync(file, kept);
  assert.equal(await lifecycle.change('configure'), false);
  await node.logged(/cannot configure: .*predictor\.onnx/);
  renameSync(kept, file);
  assert.equal(await lifecycle.change('configure'), true);
});

test('shutdown from inactive: finalized, everything released, the process ends at a signal', async () => {
  assert.equal(await lifecycle.change('shutdown'), true);
  assert.equal(await lifecycle.state(), 'finalized');
  assert.deepEqual(await lifecycle.available(), []);
  await lifecycle.goneFrom(['/vljepa/world_state', '/vljepa/text', '/vljepa/query']);
  assert.equal((await node.end('SIGTERM')).code, 0);
});

test('shutdown from active and from unconfigured', async () => {
  const active = world.start(['-p', 'cameras.front.topic:=/front/image_raw']);
  await active.active();
  assert.equal(await lifecycle.change('shutdown'), true);
  assert.equal(await lifecycle.state(), 'finalized');
  await active.end();
  const waiting = world.start(['-p', 'autostart:=false']);
  assert.equal(await lifecycle.state(), 'unconfigured');
  assert.equal(await lifecycle.change('shutdown'), true);
  assert.equal(await lifecycle.state(), 'finalized');
  await waiting.end();
});

const REFUSED: readonly [what: string, args: readonly string[], reason: RegExp][] = [
  ['no camera', [], /\[CAMERA_NONE\] expected at least one camera/],
  ['a camera without a topic', ['cameras.front.rate:=2.0'], /cameras\.front\.topic/],
  [
    'two cameras on one topic',
    ['cameras.front.topic:=/a', 'cameras.rear.topic:=/a'],
    /cameras\.front\.topic and cameras\.rear\.topic/,
  ],
  [
    'NaN',
    ['cameras.front.topic:=/a', 'selective_decoding.threshold:=.nan'],
    /selective_decoding\.threshold: expected 0 to 4, got NaN/,
  ],
  ['out of range', ['cameras.front.topic:=/a', 'threads:=0'], /threads: expected 1 to 64, got 0/],
  ['another type', ['cameras.front.topic:=/a', 'threads:=two'], /threads: .*whole number.*"two"/],
  [
    'a word that is none of the choices',
    ['cameras.front.topic:=/a', 'cameras.front.transport:=theora'],
    /auto, raw, compressed.*theora/,
  ],
];

for (const [what, args, reason] of REFUSED) {
  test(`autostart with ${what}: the reason, unconfigured, and the node stays`, async () => {
    const refused = world.start(args.flatMap((arg) => ['-p', arg]));
    const line = await refused.logged(/cannot configure/);
    assert.match(line, reason);
    assert.match(line, /^\[ERROR\]/);
    assert.equal(await lifecycle.state(), 'unconfigured');
    assert.equal((await refused.end()).code, 0);
  });
}
