import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { DecodedText, WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';
import { World, level, seconds, type Diagnostics, type TestCamera } from './world.js';

let folder: string;
let pack: string;
let world: World;
let node: PerceptionProcess;
let lifecycle: Lifecycle;
let parameters: ParameterService;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let camera: TestCamera;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-lifecycle-'));
  pack = join(folder, 'pack');
  cpSync(tiny.folder, pack, { recursive: true });
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  camera = await world.camera('/front/image_raw');
  node = world.start([
    ...['-p', 'autostart:=false'],
    ...['-p', `pack:=${pack}`],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  lifecycle = new Lifecycle(world.client);
  parameters = new ParameterService(world.client);
});
afterEach(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

test('with autostart off it waits, unconfigured; what is not possible then is answered with false', async () => {
  assert.equal(await lifecycle.state(), 'unconfigured');
  assert.deepEqual(await lifecycle.available(), ['configure', 'shutdown']);
  for (const transition of ['activate', 'deactivate', 'cleanup'] as const) {
    assert.equal(await lifecycle.change(transition), false, transition);
    assert.equal(await lifecycle.state(), 'unconfigured');
  }
  // Transitions that do not exist.
  assert.equal(await lifecycle.changeBy({ id: 250, label: '' }), false);
  assert.equal(await lifecycle.changeBy({ id: 0, label: 'fly' }), false);
  assert.equal(await lifecycle.state(), 'unconfigured');
});

test('a pack that is not there: configure fails with its reason in the log and /diagnostics', async () => {
  const reason = join(folder, 'missing');
  assert.equal((await parameters.set('pack', { string: reason })).successful, true);
  assert.equal(await lifecycle.change('configure'), false);
  assert.equal(await lifecycle.state(), 'unconfigured');
  assert.ok((await node.logged(/\[ERROR\].*cannot configure/)).includes(reason), node.log);
  const status = await diagnostics.next('lifecycle', 'the reason', ({ message }) =>
    message.includes(reason),
  );
  assert.equal(level(status), 2);
});

test('a bad parameter: configure fails naming it; corrected, it succeeds', async () => {
  // The pack takes 3 frames, which only its manifest says.
  assert.equal((await parameters.set('cameras.front.window', { integer: 17 })).successful, true);
  assert.equal(await lifecycle.change('configure'), false);
  await node.logged(/cannot configure: .*cameras\.front\.window.*3.*17/);
  assert.equal((await parameters.set('cameras.front.window', { integer: 3 })).successful, true);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.state(), 'inactive');
  await diagnostics.next('lifecycle', 'no reason left', (status) => level(status) === 0);
});

test('inactive: nothing is subscribed, the publishers are there', async () => {
  assert.equal(await lifecycle.change('configure'), true);
  const { subscriptions } = await world.client.endpoints('/front/image_raw');
  assert.deepEqual(subscriptions, []);
  await until('the publisher', async () => {
    const { publishers } = await world.client.endpoints('/vljepa/world_state');
    return publishers.length === 1;
  });
  assert.equal(await lifecycle.change('configure'), false);
});

test('activate, deactivate, activate: images count only while active; FIRST every time', async () => {
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  assert.equal(await lifecycle.state(), 'active');
  const nextNs = await camera.connect(states, red, seconds(1000));
  await texts.take(1);
  assert.equal(await lifecycle.change('deactivate'), true);
  assert.equal(await lifecycle.state(), 'inactive');
  assert.equal(await lifecycle.change('activate'), true);
  await camera.connect(states, red, nextNs);
  const [first, second] = await texts.take(2);
  assert.deepEqual([first!.reason, second!.reason], [0, 0]);
});

test('cleanup releases all: no publisher, no subscription, no service of its own is left', async () => {
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  assert.equal(await lifecycle.change('cleanup'), false, 'not from active');
  assert.equal(await lifecycle.change('deactivate'), true);
  assert.equal(await lifecycle.change('cleanup'), true);
  assert.equal(await lifecycle.state(), 'unconfigured');
  await lifecycle.goneFrom(['/vljepa/world_state', '/vljepa/text', '/vljepa/query']);
});

test('a pack whose file has changed: configure names the file', async () => {
  const [file, kept] = [join(pack, 'predictor.onnx'), join(folder, 'predictor.onnx')];
  renameSync(file, kept);
  assert.equal(await lifecycle.change('configure'), false);
  await node.logged(/cannot configure: .*predictor\.onnx/);
  renameSync(kept, file);
  assert.equal(await lifecycle.change('configure'), true);
});

test('shutdown from inactive: finalized, everything released, the process ends at a signal', async () => {
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('shutdown'), true);
  assert.equal(await lifecycle.state(), 'finalized');
  assert.deepEqual(await lifecycle.available(), []);
  await lifecycle.goneFrom(['/vljepa/world_state', '/vljepa/text', '/vljepa/query']);
  assert.equal((await node.end('SIGTERM')).code, 0);
});

test('shutdown from active', async () => {
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  assert.equal(await lifecycle.change('shutdown'), true);
  assert.equal(await lifecycle.state(), 'finalized');
});

test('shutdown from unconfigured', async () => {
  assert.equal(await lifecycle.change('shutdown'), true);
  assert.equal(await lifecycle.state(), 'finalized');
});
