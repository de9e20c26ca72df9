import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { DecodedText, WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, ns, seconds } from './world.js';

interface Log {
  readonly level: number;
  readonly name: string;
  readonly msg: string;
}

const TOPIC = '/front/image_raw';
let world: World;
let rosout: Heard<Log>;

beforeEach(async () => {
  world = await World.open();
  const quality = { depth: 1000, durability: 'transient_local' } as const;
  rosout = await world.client.subscribe('/rosout', 'rcl_interfaces/msg/Log', quality);
});
afterEach(() => world?.close());

const NAMES: readonly (readonly [namespace: string, node: string, logger: string])[] = [
  ['/', 'vljepa', 'vljepa'],
  ['/robot1', 'vljepa', 'robot1.vljepa'],
  ['/fleet/robot2', 'eyes', 'fleet.robot2.eyes'],
];

for (const [namespace, name, logger] of NAMES) {
  test(`${namespace} ${name} logs as ${logger}, on stderr and on /rosout`, async () => {
    const node = world.start([
      ...['-r', `__ns:=${namespace}`, '-r', `__node:=${name}`],
      ...['-p', `cameras.front.topic:=${TOPIC}`],
    ]);
    await node.active();
    const line = await node.logged(/activate: done/);
    assert.ok(line.includes(`[${logger}]`), line);
    const own = node
      .lines(/^\[(INFO|WARN|ERROR)\]/)
      .filter((text) => !text.includes(`[${logger}]`));
    assert.deepEqual(own, []);
    const told = await rosout.first(
      'the same line',
      (message) => message.name === logger && message.msg.startsWith('activate: done'),
    );
    assert.equal(told.level, 20);
    await node.logged(/\[WARN\].*camera front: nobody publishes \/front\/image_raw/);
  });
}

const DEBUG: readonly (readonly [what: string, args: readonly string[], namespace: string])[] = [
  ['for all loggers', ['--log-level', 'debug'], '/'],
  ['for the node alone', ['--log-level', 'vljepa:=debug'], '/'],
  ['for the node in a namespace', ['--log-level', 'robot1.vljepa:=debug'], '/robot1'],
];

for (const [what, args, namespace] of DEBUG) {
  test(`level debug ${what}: every window with its decision and why`, async () => {
    const fullName = `${namespace === '/' ? '' : namespace}/vljepa`;
    const states = await world.states(fullName);
    const texts = await world.texts(fullName);
    const node = world.start([
      ...['-r', `__ns:=${namespace}`, ...args],
      ...['-p', `cameras.front.topic:=${TOPIC}`, '-p', 'cameras.front.reliability:=reliable'],
      ...['-p', 'cameras.front.depth:=10', '-p', 'selective_decoding.threshold:=0.6'],
    ]);
    await node.active();
    await decisions(node, states, texts);
  });
}

async function decisions(
  node: PerceptionProcess,
  states: Heard<WorldState>,
  texts: Heard<DecodedText>,
): Promise<void> {
  await node.logged(
    /\[DEBUG\].*camera front: subscribes to \/front\/image_raw as sensor_msgs\/msg\/Image \(transport auto\), reliable, depth 10/,
  );
  const camera = await world.camera(TOPIC);
  let stampNs = await camera.connect(states, red, seconds(1000));
  for (const picture of [red, green])
    for (let i = 0; i < 10; i++, stampNs += seconds(0.25))
      await camera.show(states, picture, stampNs);
  await camera.publish(green, stampNs - seconds(0.5));
  await node.logged(/\[DEBUG\].*camera front: dropped, stamp_not_newer/);
  const explained = (state: WorldState) => {
    const { sec, nanosec } = state.header.stamp;
    const stamp = `${sec}.${String(nanosec).padStart(9, '0')}`;
    return node.logged(
      new RegExp(`camera front, stamp ${stamp}, query ".*", window ${state.sequence},`),
    );
  };
  for (const state of states.messages) {
    const line = await explained(state);
    assert.match(line, /^\[DEBUG\]/);
    assert.ok(line.includes(`change ${state.change.toFixed(4)}, threshold 0.6;`), line);
    const why = /; (speaks|silent): (.*)$/.exec(line)!;
    assert.equal(why[1] === 'speaks', state.worded, line);
    if (why[1] === 'silent')
      assert.equal(/no change above the threshold/.test(why[2]!), state.change <= 0.6, line);
  }
  assert.ok(node.lines(/speaks: the first window/).length === 1);
  assert.ok(node.lines(/speaks: the change is confirmed/).length === 1);
  assert.ok(node.lines(/silent: the change has not lasted/).length > 0);
  for (const { text, header } of await texts.take(2)) {
    assert.ok(ns(header.stamp) > 0n);
    await node.logged(new RegExp(`says ${JSON.stringify(text)}`));
  }
}

test('at level info no window is a line', async () => {
  const states = await world.states('/plain');
  const node = world.start([
    ...['-r', '__node:=plain', '-p', `cameras.front.topic:=${TOPIC}`],
    ...['-p', 'cameras.front.reliability:=reliable'],
  ]);
  await node.active();
  const camera = await world.camera(TOPIC);
  let stampNs = await camera.connect(states, red, seconds(9000));
  for (let i = 0; i < 5; i++, stampNs += seconds(0.25)) await camera.show(states, red, stampNs);
  assert.deepEqual(node.lines(/\[DEBUG\]|silent|speaks|subscribes/), []);
});
