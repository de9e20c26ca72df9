import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';
import { World, level, seconds, type Diagnostics, type TestCamera } from './world.js';

const END_WORKER = new URL('../../bench/soak/endWorker.js', import.meta.url).href;
let folder: string;
let pack: string;
let world: World;
let node: PerceptionProcess;
let lifecycle: Lifecycle;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let camera: TestCamera;
let nextNs: bigint;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-recovery-'));
  pack = join(folder, 'pack');
  cpSync(tiny.folder, pack, { recursive: true });
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  camera = await world.camera('/front/image_raw');
  nextNs = seconds(1000);
  node = world.start(
    [
      ...['-p', `pack:=${pack}`],
      ...['-p', 'cameras.front.topic:=/front/image_raw'],
      ...['-p', 'cameras.front.reliability:=reliable'],
      ...['-p', 'labels:=[red, a cup]'],
    ],
    ['--import', END_WORKER],
  );
  lifecycle = new Lifecycle(world.client);
  await node.active();
  await connect();
});
afterEach(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

/** Shows pictures until a state is heard: the worker is there again. */
async function seenAgain(): Promise<void> {
  nextNs = await camera.connect(states, red, nextNs);
}

/**
 * Shows pictures until the first state is heard and told of. Only then is the worker at rest: ended within a
 * call of onnxruntime-node, it takes the process with it ("terminate called after throwing an instance
 * of 'Napi::Error'"); what runs out of memory is JavaScript, never such a call.
 */
async function connect(): Promise<void> {
  const spoken = texts.messages.length;
  nextNs = await camera.connect(states, red, nextNs);
  await texts.first('a FIRST text', ({ reason }) => reason === 0, spoken);
}

test('the worker is killed: said once, loaded again, states, words and labels go on', async () => {
  const before = states.messages.at(-1)!;
  const spoken = texts.messages.length;
  node.signal('SIGUSR2');
  // The next images find nobody to look at them.
  await seenAgain();
  const first = states.messages.find(({ sequence }) => sequence === before.sequence + 1);
  assert.ok(first, 'numbers go on');
  assert.equal(first.segment, before.segment);
  assert.equal(node.lines(/\[ERROR\].*inference stopped: \[WORKER_DIED\] /).length, 1, node.log);
  assert.equal(node.lines(/\[INFO\].*inference runs again/).length, 1, node.log);
  assert.equal(await lifecycle.state(), 'active');
  const state = await camera.show(states, red, nextNs);
  nextNs += seconds(0.25);
  assert.deepEqual(state.labels.map(({ label }) => label).sort(), ['a cup', 'red']);
  const { success } = await world.client.call<{ success: boolean }>(
    '/vljepa/describe',
    'std_srvs/srv/Trigger',
  );
  assert.equal(success, true);
  // The picture is the same: there is nothing to tell but what was asked for.
  const after = await texts.take(spoken + 1);
  assert.deepEqual(
    after.slice(spoken).map(({ reason }) => reason),
    [REASON.REQUEST],
  );
});

test('deactivated while the pack is loaded again: inactive, and fit for another activation', async () => {
  const before = node.lines(/inference stopped/).length;
  node.signal('SIGUSR2');
  await until('the report', async () => {
    await camera.publish(red, (nextNs += seconds(0.25)));
    return node.lines(/inference stopped/).length > before;
  });
  assert.equal(await lifecycle.change('deactivate'), true);
  assert.equal(await lifecycle.change('activate'), true);
  await connect();
});

test('it dies for good, since the pack is gone: the error transition with its reason; repaired, it goes on', async () => {
  const gone = join(folder, 'gone');
  renameSync(pack, gone);
  node.signal('SIGUSR2');
  await camera.publish(red, nextNs);
  await until('the unconfigured state', async () => (await lifecycle.state()) === 'unconfigured');
  await node.logged(/\[ERROR\].*cannot deactivate: \[PACK_LOST\] .*\[PACK_MISSING\]/);
  const status = await diagnostics.next('lifecycle', 'the reason', (s) => level(s) === 2);
  assert.ok(status.message.includes(pack), status.message);
  await lifecycle.goneFrom(['/vljepa/world_state', '/vljepa/text', '/vljepa/query']);
  assert.ok(node.running);
  renameSync(gone, pack);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  nextNs += seconds(100);
  await connect();
  await diagnostics.next('lifecycle', 'no reason left', (s) => level(s) === 0);
});

test('it dies for good while inactive: activate is the error transition', async () => {
  assert.equal(await lifecycle.change('deactivate'), true);
  const gone = join(folder, 'gone');
  renameSync(pack, gone);
  const before = node.lines(/inference has ended/).length;
  node.signal('SIGUSR2');
  await until('the report', () =>
    Promise.resolve(node.lines(/inference has ended/).length > before),
  );
  assert.equal(await lifecycle.state(), 'inactive');
  assert.equal(await lifecycle.change('activate'), false);
  assert.equal(await lifecycle.state(), 'unconfigured');
  renameSync(gone, pack);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  nextNs += seconds(100);
  await connect();
});

test('it dies for good while inactive and is cleaned up: with a pack again, activate works', async () => {
  assert.equal(await lifecycle.change('deactivate'), true);
  const gone = join(folder, 'gone');
  renameSync(pack, gone);
  node.signal('SIGUSR2');
  await node.logged(/inference has ended: \[PACK_LOST\]/);
  const message = await diagnostics.next('inference', 'the reason', (s) => level(s) === 2);
  assert.match(message.message, /\[PACK_LOST\]/);
  assert.equal(await lifecycle.change('cleanup'), true);
  renameSync(gone, pack);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  nextNs += seconds(100);
  await connect();
});

test('killed while inactive and cleaned up: nothing is left to fail', async () => {
  assert.equal(await lifecycle.change('deactivate'), true);
  node.signal('SIGUSR2');
  await node.logged(/the worker is ended/);
  assert.equal(await lifecycle.change('cleanup'), true);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.state(), 'inactive');
  const parameters = new ParameterService(world.client);
  assert.equal((await parameters.set('labels', { string_array: ['x'] })).successful, true);
});
