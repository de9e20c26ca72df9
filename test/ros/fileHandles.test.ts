import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, seconds } from './world.js';

const TOPIC = '/front/image_raw';
const args = [
  ...['-p', `cameras.front.topic:=${TOPIC}`],
  ...['-p', 'cameras.front.reliability:=reliable'],
];
/** Files that a process may always have: below this there is none for a new one. */
const NONE_LEFT = 3;
let world: World;
let states: Heard<WorldState>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
});
afterEach(() => world?.close());

function limitFiles(node: PerceptionProcess, soft: number): void {
  const { hard } = filesOf(node);
  execFileSync('prlimit', ['--pid', String(node.pid), `--nofile=${soft}:${hard}`]);
}

function filesOf({ pid }: PerceptionProcess): { soft: number; hard: string } {
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  const [, soft, hard] = /^Max open files +(\d+) +(\w+)/m.exec(limits)!;
  return { soft: Number(soft), hard: hard! };
}

test('no file can be opened any more: it goes on seeing, and refuses what needs one with the reason', async () => {
  const node = world.start(args);
  const lifecycle = new Lifecycle(world.client);
  await node.active();
  const camera = await world.camera(TOPIC);
  await camera.connect(states, red, seconds(1000));
  const { soft } = filesOf(node);
  limitFiles(node, NONE_LEFT);
  await camera.show(states, green, seconds(2000));
  await node.logged(/\[WARN\].*a report is lost: EMFILE/);
  assert.equal(await lifecycle.change('deactivate'), true);
  assert.equal(await lifecycle.change('cleanup'), true);
  assert.equal(await lifecycle.change('configure'), false);
  assert.equal(await lifecycle.state(), 'unconfigured');
  // By the pack's files, or by a new worker where the last one is not back yet.
  await node.logged(/\[ERROR\].*cannot configure: \[(PACK_UNREADABLE|WORKER_DIED)\] .*EMFILE/);
  limitFiles(node, soft);
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
  await camera.connect(states, red, seconds(3000));
});

for (const files of [24, 48]) {
  test(`started with ${files} files at most: one line that says why it cannot, and no abort`, async () => {
    // Writing its coverage would need a file.
    const env = { NODE_V8_COVERAGE: '' };
    const node = world.start(args, [], env, ['sh', '-c', `ulimit -n ${files}; exec "$@"`, 'sh']);
    assert.deepEqual(await node.gone(), { code: 1, signal: null }, node.log);
    assert.match(
      node.log,
      /^vljepa: [^\n]*(EMFILE|too many open files|Too many open files)[^\n]*\n$/,
    );
  });
}
