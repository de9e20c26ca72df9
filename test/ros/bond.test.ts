import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { installed } from '../../src/ros/installed.js';
import { BondPackage } from './bondPackage.js';
import { Lifecycle } from './lifecycleService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World } from './world.js';

interface BondStatus {
  readonly id: string;
  readonly instance_id: string;
  readonly active: boolean;
  readonly heartbeat_timeout: number;
  readonly heartbeat_period: number;
}

let bondPackage: BondPackage;
let world: World;
let node: PerceptionProcess;
let lifecycle: Lifecycle;
let heard: Heard<BondStatus>;

before(async () => {
  bondPackage = await BondPackage.build();
});
after(() => bondPackage?.remove());

beforeEach(async () => {
  world = await World.open(bondPackage.env);
  heard = await world.client.subscribe('/robot1/bond', 'bond/msg/Status', { depth: 1000 });
  node = world.start([
    ...['-r', '__ns:=/robot1', '-p', 'autostart:=false'],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  lifecycle = new Lifecycle(world.client, '/robot1/vljepa');
  assert.equal(await lifecycle.change('configure'), true);
});
afterEach(() => world?.close());

/** Heartbeats from now on. */
async function heartbeats(count: number): Promise<BondStatus[]> {
  const before = heard.messages.length;
  await heard.take(before + count);
  return heard.messages.slice(before, before + count);
}

/** What a bond of this node looks like, from its first heartbeat on. */
async function expectHeartbeats(count: number): Promise<BondStatus> {
  const [first, ...others] = await heartbeats(count);
  for (const status of [first!, ...others]) {
    assert.equal(status.id, 'vljepa');
    assert.equal(status.active, true);
    assert.equal(status.heartbeat_timeout, 4);
    assert.equal(status.heartbeat_period, Math.fround(0.1));
    assert.match(status.instance_id, /^[0-9a-f-]{36}$/);
    assert.equal(status.instance_id, first!.instance_id);
  }
  return first!;
}

test("active: heartbeats under the node's name, with Nav2's period and timeout; none before", async () => {
  assert.deepEqual(heard.messages, []);
  assert.equal(await lifecycle.change('activate'), true);
  await expectHeartbeats(20);
});

test('deactivated: a farewell, and nothing after it; active again: another instance', async () => {
  assert.equal(await lifecycle.change('activate'), true);
  const before = await expectHeartbeats(1);
  assert.equal(await lifecycle.change('deactivate'), true);
  await until('the farewell', () => heard.messages.at(-1)!.active === false);
  assert.equal(heard.messages.filter(({ active }) => !active).length, 1);
  await until('the publisher to be gone', async () => {
    const { publishers } = await world.client.endpoints('/robot1/bond');
    return publishers.length === 0;
  });
  assert.equal(heard.messages.at(-1)!.active, false);
  assert.equal(await lifecycle.change('activate'), true);
  const again = await expectHeartbeats(1);
  assert.notEqual(again.instance_id, before.instance_id);
});

test('ended while active: a farewell too', async () => {
  assert.equal(await lifecycle.change('activate'), true);
  await expectHeartbeats(1);
  assert.equal((await node.end()).code, 0);
  await heard.first('the farewell', ({ active }) => !active);
});

test('activate that fails forms none', async () => {
  const half = world.start([
    ...['-r', '__ns:=/robot1', '-r', '__node:=half'],
    ...['-p', 'cameras.front.topic:=/robot1/half/text'],
  ]);
  await half.logged(/cannot activate/);
  assert.equal(heard.messages.filter(({ id }) => id === 'half').length, 0);
  assert.deepEqual((await world.client.endpoints('/robot1/bond')).publishers, []);
});

const SKIP = installed('bond/msg/Status.msg') !== undefined && 'this ROS 2 has the package bond';

test('where the package is not installed there is no such topic', { skip: SKIP }, async () => {
  const plain = await World.open();
  try {
    await plain.start(['-p', 'cameras.front.topic:=/front/image_raw']).active();
    const { topics } = await until('the topics of the node', async () => {
      const names = await plain.client.names();
      return '/vljepa/text' in names.topics && names;
    });
    assert.ok(!('/bond' in topics), Object.keys(topics).join(', '));
  } finally {
    await plain.close();
  }
});
