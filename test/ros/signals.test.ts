import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { cat, image } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, seconds } from './world.js';

const TOPIC = '/front/image_raw';
const KILLED = /^vljepa: did not end within \d+ s and is killed$/;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
let world: World;
let states: Heard<WorldState>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
});
afterEach(() => world?.close());

/** @param module what Node.js loads first, beside this file */
function start(module?: string, env?: NodeJS.ProcessEnv): PerceptionProcess {
  return world.start(
    [...['-p', `cameras.front.topic:=${TOPIC}`], ...['-p', 'cameras.front.rate:=1000.0']],
    module === undefined ? [] : ['--import', new URL(module, import.meta.url).href],
    env,
  );
}

/** By itself, with 0: what takes longer than ten seconds, when launch sends SIGKILL, kills itself. */
async function endsWell(node: PerceptionProcess, signal: NodeJS.Signals): Promise<void> {
  const ending = await node.end(signal);
  assert.deepEqual(
    { code: ending.code, signal: ending.signal },
    { code: 0, signal: null },
    node.log,
  );
  assert.ok(!/\[ERROR\]|\n\s+at /.test(node.log), node.log);
}

/**
 * A signal while the node starts. On a machine so busy that the libraries load for longer than the
 * program waits for its own end, it is tried again: an end that hangs fails every time.
 */
async function endsWellWhile(
  signal: NodeJS.Signals,
  reached: (node: PerceptionProcess) => Promise<unknown>,
): Promise<void> {
  for (let tries = 3; ; tries--) {
    const node = start();
    await reached(node);
    await node.end(signal);
    if (tries > 1 && node.lines(KILLED).length > 0) continue;
    return endsWell(node, signal);
  }
}

for (const signal of SIGNALS) {
  test(`${signal} to an idle, active node`, async () => {
    const node = start();
    await node.active();
    await endsWell(node, signal);
  });

  test(`${signal} under a flood of images`, async () => {
    const node = start();
    await node.active();
    const camera = await world.camera(TOPIC, { reliability: 'best_effort' });
    const picture = await cat(1280, 720);
    await camera.connect(states, picture, seconds(1000));
    const stampNs = seconds(2000);
    const flood = world.client.stream(TOPIC, image(picture, { stampNs }), {
      ...{ stampNs, stepNs: seconds(0.01), count: 150, hz: 100 },
    });
    const heard = states.messages.length;
    await states.take(heard + 3);
    await endsWell(node, signal);
    await flood;
  });

  // What a process has mapped shows how far its start has come.
  for (const [stage, library] of [
    ['ROS is being loaded', 'rclnodejs.node'],
    ['inference is being loaded', 'onnxruntime_binding.node'],
  ] as const) {
    test(`${signal} while ${stage}`, async () => {
      await endsWellWhile(signal, (node) =>
        until(library, () => node.running && node.hasMapped(library)),
      );
    });
  }

  test(`${signal} while the node is being configured`, async () => {
    await endsWellWhile(signal, (node) => node.logged(/loading pack/));
  });
}

test('two signals, one end', async () => {
  const node = start();
  await node.active();
  node.signal('SIGINT');
  node.signal('SIGINT');
  await endsWell(node, 'SIGTERM');
});

test('an end that hangs is killed, and says so', async () => {
  const node = start('./stuckWorker.js');
  await until('the node', async () => (await world.client.names()).nodes.includes('/vljepa'));
  const ending = await node.end('SIGINT');
  assert.deepEqual({ code: ending.code, signal: ending.signal }, { code: null, signal: 'SIGKILL' });
  assert.equal(node.lines(KILLED).length, 1, node.log);
});

test('what nobody expected is told on one line, and the node ends in order with 1', async () => {
  const node = start('./throwAtSignal.js');
  await node.active();
  const { code, signal } = await node.end('SIGUSR2');
  assert.deepEqual({ code, signal }, { code: 1, signal: null }, node.log);
  const [line, ...more] = node.lines(/odd|unexpected|\n\s+at /);
  assert.match(line ?? '', /^vljepa: internal error: Error: odd; and unexpected; please report/);
  assert.deepEqual(more, []);
});

test('with VLJEPA_DEBUG it has its stack', async () => {
  const node = start('./throwAtSignal.js', { VLJEPA_DEBUG: '1' });
  await node.active();
  await node.end('SIGUSR2');
  assert.match(node.log, /\n\s+at .*throwAtSignal/);
});
