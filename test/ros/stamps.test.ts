import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { type DecodedText, type WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, ns, seconds, value, type Diagnostics, type TestCamera } from './world.js';

let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let front: TestCamera;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  diagnostics = await world.diagnostics();
  front = await world.camera('/front/image_raw');
  node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.unstamped.topic:=/unstamped/image_raw'],
    ...['-p', 'cameras.unstamped.reliability:=reliable'],
  ]);
  await node.active();
  await front.connect(states, red, seconds(1000));
});
afterEach(() => world?.close());

test('images without a stamp: the time of receipt, and one warning', async () => {
  const camera = await world.camera('/unstamped/image_raw');
  const heard = states.messages.length;
  const startNs = BigInt(Date.now()) * 1_000_000n;
  await until('three states of images without a stamp', async () => {
    await camera.publish(red, 0n);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return states.messages.length >= heard + 3;
  });
  const endNs = BigInt(Date.now() + 1) * 1_000_000n;
  const stamps = states.messages.slice(heard).map(({ header }) => ns(header.stamp));
  for (const stampNs of stamps)
    assert.ok(stampNs >= startNs && stampNs <= endNs, `${startNs} ${stampNs} ${endNs}`);
  assert.deepEqual(stamps, [...stamps].sort());
  const warnings = node.lines(/camera unstamped: .*no stamp/);
  assert.equal(warnings.length, 1, node.log);
  assert.match(warnings[0]!, /^\[WARN\]/);
});

test('stamps that go back a little, or stand still: dropped, counted, the run goes on', async () => {
  const first = await front.show(states, red, seconds(2000));
  const heard = states.messages.length;
  // The next image waits until this one is counted: the newest of two would be all that is read.
  for (const [dropped, stampS] of [
    ['1', 1999.5],
    ['2', 2000],
  ] as const) {
    await front.publish(red, seconds(stampS));
    await diagnostics.next(
      'camera front',
      `${dropped} dropped`,
      (status) => value(status, 'Dropped: stamp_not_newer') === dropped,
    );
  }
  const next = await front.show(states, red, seconds(2000.25));
  assert.equal(states.messages.length, heard + 1, 'no state for a stamp that is not newer');
  assert.equal(next.segment, first.segment);
  assert.equal(next.sequence, first.sequence + 1);
  assert.equal(ns(next.window_start), seconds(2000));
});

test('stamps that jump back for good: a new window, at once; a picture at rest is not told again', async () => {
  await texts.first('the text of the first window');
  const before = await front.show(states, red, seconds(3000));
  const after = await front.show(states, red, seconds(1500));
  assert.equal(ns(after.window_start), seconds(1500));
  assert.equal(after.segment, before.segment);
  assert.equal(after.sequence, before.sequence + 1);
  assert.equal(after.changed, false);
  const told = node.lines(/camera front: the stamps jumped back by 1500.000 s/);
  assert.equal(told.length, 1, node.log);
  const status = await diagnostics.next(
    'camera front',
    'the jumps',
    (one) => Number(value(one, 'Clock jumps')) > 0,
  );
  assert.ok(status);
  assert.equal(texts.messages.length, 1, 'the first text of all');
});

test('a zero stamp among others: dropped and counted, no jump', async () => {
  const before = await front.show(states, red, seconds(1501));
  await front.publish(red, 0n);
  await diagnostics.next(
    'camera front',
    'the drop',
    (status) => value(status, 'Dropped: stamp_zero') === '1',
  );
  const after = await front.show(states, red, seconds(1501.25));
  assert.equal(after.sequence, before.sequence + 1);
  assert.equal(ns(after.window_start), ns(before.window_start));
});

test('stamps of the far future, then of today: the run of today is seen', async () => {
  await front.show(states, red, seconds(2_000_000_000));
  const state = await front.show(states, red, seconds(4000));
  assert.equal(ns(state.window_start), seconds(4000));
});
