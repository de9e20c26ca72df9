import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { tinyPack } from '../fixtures/fixtures.js';
import { Lifecycle } from './lifecycleService.js';
import type { WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import type { Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, level, seconds, type Diagnostics, type TestCamera } from './world.js';

const tampering = ['../../bench/soak/endWorker', './missingLibrary', './wrongOutputs'].flatMap(
  (name) => ['--import', new URL(`${name}.js`, import.meta.url).href],
);
const picture: Picture = { width: 32, height: 24, rgb: Buffer.alloc(32 * 24 * 3, 120) };

let folder: string;
let wrongOutputs: string;
let missingLibrary: string;
let world: World;
let node: PerceptionProcess;
let lifecycle: Lifecycle;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let camera: TestCamera;
let nextNs: bigint;

beforeEach(async () => {
  nextNs = seconds(1000);
  folder = mkdtempSync(join(tmpdir(), 'vljepa-broken-'));
  wrongOutputs = join(folder, 'wrong');
  missingLibrary = join(folder, 'missing');
  world = await World.open({ WRONG_OUTPUTS: wrongOutputs, MISSING_LIBRARY: missingLibrary });
  states = await world.states();
  diagnostics = await world.diagnostics();
  camera = await world.camera('/front/image_raw');
  lifecycle = new Lifecycle(world.client);
});
afterEach(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

function start(): void {
  node = world.start(
    [
      ...['-p', `pack:=${tinyPack('tiny_frame')}`],
      ...['-p', 'cameras.front.topic:=/front/image_raw'],
      ...['-p', 'cameras.front.reliability:=reliable'],
    ],
    tampering,
  );
}

async function connect(): Promise<void> {
  nextNs = await camera.connect(states, picture, nextNs);
}

/** Starts a node whose inference works, and waits for its first world state. */
async function startSound(): Promise<void> {
  start();
  await connect();
}

async function shown(): Promise<WorldState> {
  nextNs += seconds(1);
  return camera.show(states, picture, nextNs);
}

test('a worker that cannot start: configure is refused with its reason; repaired, it succeeds', async () => {
  writeFileSync(missingLibrary, '');
  start();
  const line = await node.logged(/\[ERROR\].*cannot configure/);
  assert.match(line, /cannot configure: \[WORKER_DIED\] .*libonnxruntime\.so\.1: cannot open/);
  const reason = await diagnostics.next('lifecycle', 'the reason', (status) => level(status) === 2);
  assert.match(reason.message, /\[WORKER_DIED\]/);
  assert.equal(await lifecycle.state(), 'unconfigured');
  rmSync(missingLibrary);
  assert.equal(await lifecycle.change('configure'), true, node.log);
  assert.equal(await lifecycle.change('activate'), true, node.log);
  await connect();
});

test('one that cannot be started again is tried again, later each time; each is said once', async () => {
  await startSound();
  writeFileSync(missingLibrary, '');
  node.signal('SIGUSR2');
  await node.logged(/inference stopped: \[WORKER_DIED\] the inference worker ended.*in 1 s/);
  await node.logged(/inference stopped: \[WORKER_DIED\] .*libonnxruntime.* in 2 s/);
  await node.logged(/inference stopped: \[WORKER_DIED\] .*libonnxruntime.* in 4 s/);
  assert.equal(await lifecycle.state(), 'active');
  rmSync(missingLibrary);
  await node.logged(/\[INFO\].*inference runs again/);
  await connect();
  const said = node.lines(/inference stopped/).length;
  assert.equal(said, new Set(node.lines(/inference stopped/)).size);
});

test('labels that cannot be encoded: said once, tried again until they are; the rest goes on', async () => {
  await startSound();
  const parameters = new ParameterService(world.client);
  writeFileSync(wrongOutputs, 'input_ids');
  const set = await parameters.set('labels', { string_array: ['red cup', 'a cup'] });
  assert.equal(set.successful, true);
  const about = /\[WARN\].*the labels are not in force: \[REQUEST_FAILED\] the Y-Encoder/;
  await node.logged(about);
  for (let i = 0; i < 3; i += 1) assert.deepEqual((await shown()).labels, []);
  assert.equal(node.lines(about).length, 1, node.log);
  assert.equal(await lifecycle.state(), 'active');
  rmSync(wrongOutputs);
  await until('the labels', async () => (await shown()).labels.length === 2);
  assert.equal(node.lines(about).length, 1, node.log);
  await node.logged(/\[INFO\].*the labels are in force/);
});

test('a pack that computes wrong: the error transition, said once; repaired, it works again', async () => {
  await startSound();
  writeFileSync(wrongOutputs, '');
  await until('the unconfigured state', async () => {
    await camera.publish(picture, (nextNs += seconds(0.25)));
    return (await lifecycle.state()) === 'unconfigured';
  });
  const about = /\[ERROR\].*\[PACK_COMPUTES_WRONG\] .*golden/;
  await node.logged(about);
  assert.equal(node.lines(about).length, 1, node.log);
  const status = await diagnostics.next('lifecycle', 'the reason', (s) => level(s) === 2);
  assert.match(status.message, /^unconfigured: \[PACK_COMPUTES_WRONG\]/);
  await lifecycle.goneFrom(['/vljepa/world_state', '/vljepa/text', '/vljepa/query']);
  assert.equal(node.lines(/inference stopped/).length, 0, node.log);

  assert.equal(await lifecycle.change('configure'), false);
  await node.logged(/cannot configure: \[(PACK_GOLDEN|REQUEST_FAILED)\]/);
  rmSync(wrongOutputs);
  assert.equal(await lifecycle.change('configure'), true, node.log);
  assert.equal(await lifecycle.change('activate'), true, node.log);
  nextNs += seconds(100);
  await connect();
});
