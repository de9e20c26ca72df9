import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { WorldState } from './messages.js';
import { image, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';
import { World, level, ns, seconds, value, type Diagnostics } from './world.js';

const TOPIC = '/front/image_raw';
let world: World;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  const node = world.start([
    ...['-p', `cameras.front.topic:=${TOPIC}`],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.front.depth:=100'],
    ...['-p', 'threads:=1'],
  ]);
  await node.active();
});
afterEach(() => world?.close());

test('one array a second, stamped, each status named <node>: <task>', async () => {
  const { messages } = diagnostics.heard;
  const before = messages.length;
  await diagnostics.heard.take(before + 4);
  const arrays = messages.slice(before, before + 4);
  const stamps = arrays.map(({ header }) => ns(header.stamp));
  // On a busy machine one may be late, and the next on time after it.
  const span = Number(stamps.at(-1)! - stamps[0]!) / 1e9;
  assert.ok(span > 2, `three seconds took ${span} s`);
  await until('two arrays a second apart', () =>
    messages.slice(1).some(({ header }, i) => {
      const apart = Number(ns(header.stamp) - ns(messages[i]!.header.stamp)) / 1e9;
      return apart > 0.8 && apart < 1.2;
    }),
  );
  for (const { status } of arrays) {
    const names = status.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => !name.startsWith('vljepa: ')),
      [],
    );
    assert.equal(new Set(names).size, names.length);
    for (const task of ['lifecycle', 'camera front', 'latency', 'inference', 'selective decoding'])
      assert.ok(names.includes(`vljepa: ${task}`), `${task} in ${names.join(', ')}`);
    assert.ok(status.every(({ hardware_id }) => hardware_id === '/vljepa'));
  }
});

test('a camera that nobody publishes: warn, and which topic', async () => {
  const status = await diagnostics.next('camera front', 'silence');
  assert.equal(level(status), 1);
  assert.equal(status.message, `nobody publishes ${TOPIC}`);
  assert.equal(value(status, 'Events since startup'), '0');
});

test('a camera at work: ok, its counts and rates, stamp age, latency of every stage', async () => {
  const camera = await world.camera(TOPIC, { depth: 100 });
  await camera.connect(states, red, seconds(1000));
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const heard = states.messages.length;
  const message = image(red, { stampNs: nowNs });
  const count = 60;
  await world.client.stream(TOPIC, message, {
    ...{ stampNs: nowNs, stepNs: seconds(0.05), count, hz: 20 },
  });
  const lastNs = nowNs + seconds(0.05) * BigInt(count - 5);
  await states.first('the last states', ({ header }) => ns(header.stamp) >= lastNs, heard);
  // A report may come between the last state and the images after it.
  const status = await diagnostics.next(
    'camera front',
    'all images',
    (s) => level(s) === 0 && Number(value(s, 'Events since startup')) >= count,
  );
  assert.equal(status.message, 'images arrive');
  assert.equal(value(status, 'Topic'), TOPIC);
  assert.equal(value(status, 'Type'), 'sensor_msgs/msg/Image');
  assert.ok(Number(value(status, 'Events since startup')) >= count);
  assert.ok(Number(value(status, 'Events in window')) > 0);
  const hz = Number(value(status, 'Actual frequency (Hz)'));
  assert.ok(hz > 1 && hz <= 25, `${hz} Hz`);
  const windows = Number(value(status, 'World states since startup'));
  const busy = Number(value(status, 'Dropped: busy') ?? 0);
  assert.ok(windows + busy >= 12, `${windows} world states, ${busy} dropped`);
  const age = Number(value(status, 'Stamp age (s)'));
  assert.ok(age > -3 && age < 90, `stamp age ${age} s`);
  assert.equal(value(status, 'Clock jumps'), '1', 'from the first images to those of today');
  assert.equal(value(status, 'Texts since startup'), '1', 'the picture is the same');
  const perState = Number(value(status, 'Texts per world state'));
  assert.ok(perState > 0 && perState < 1, `${perState} texts per world state`);

  const latency = diagnostics.newest('latency')!;
  for (const stage of ['prepare', 'x_encoder', 'predictor', 'total']) {
    const shown = ['p50', 'p90', 'p99', 'max'].map((name) =>
      value(latency, `front ${stage} ${name} (ms)`),
    );
    for (const text of shown)
      assert.match(text ?? '', /^\d+\.\d\d$/, `${stage}: ${shown.join(' ')}`);
    const times = shown.map(Number);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
      stage,
    );
  }
});

test('pack and worker, and how often the node spoke', async () => {
  const camera = await world.camera(TOPIC);
  const nextNs = await camera.connect(states, red, seconds(1000));
  for (let i = 0; i < 12; i++) await camera.show(states, red, nextNs + BigInt(i) * seconds(0.25));
  const inference = await diagnostics.next('inference', 'the pack');
  assert.equal(level(inference), 0);
  assert.equal(value(inference, 'Pack'), tiny.id);
  assert.equal(value(inference, 'Embedding dimension'), String(tiny.dimension));
  assert.equal(value(inference, 'Reads the query'), tiny.readsQuery ? 'yes' : 'no');
  assert.equal(value(inference, 'Threads'), '1');
  const decoding = await diagnostics.next(
    'selective decoding',
    'every window',
    (s) => Number(value(s, 'Windows')) >= 13,
  );
  assert.ok(Number(value(decoding, 'Texts')) >= 1);
  assert.ok(Number(value(decoding, 'Threshold')) > 0);
});

test('a camera that falls silent is stale', async () => {
  await (await world.camera(TOPIC)).connect(states, red, seconds(1000));
  const status = await diagnostics.next('camera front', 'silence', (s) => level(s) === 3);
  assert.equal(value(status, 'Actual frequency (Hz)'), '0.00');
});

test('frames that come faster than they can be used are counted, and are not a fault', async () => {
  const camera = await world.camera(TOPIC, { depth: 100 });
  const stampNs = (await camera.connect(states, red, seconds(1000))) + seconds(1);
  const parameters = { name: 'cameras.front.rate', value: { type: 3, double_value: 1000 } };
  await world.client.call('/vljepa/set_parameters', 'rcl_interfaces/srv/SetParameters', {
    parameters: [parameters],
  });
  await world.client.stream(TOPIC, image(red, { stampNs }), {
    ...{ stampNs, stepNs: seconds(0.002), count: 300, hz: 500 },
  });
  const status = await diagnostics.next('camera front', 'drops', (s) =>
    s.values.some(({ key }) => key === 'Dropped: busy'),
  );
  assert.equal(level(status), 0);
});

test('the lifecycle: state by name; while inactive the cameras are not judged', async () => {
  const active = await diagnostics.next('lifecycle', 'active');
  assert.equal(value(active, 'State'), 'active');
  assert.equal(level(active), 0);
  const lifecycle = new Lifecycle(world.client);
  assert.equal(await lifecycle.change('deactivate'), true);
  const inactive = await diagnostics.next(
    'lifecycle',
    'inactive',
    (s) => value(s, 'State') === 'inactive',
  );
  assert.equal(level(inactive), 0);
  const seen = diagnostics.heard.messages.length;
  await diagnostics.heard.take(seen + 1);
  const names = diagnostics.heard.messages[seen]!.status.map(({ name }) => name);
  assert.ok(!names.includes('vljepa: camera front'), names.join(', '));
  assert.equal(await lifecycle.change('cleanup'), true);
  await diagnostics.next('lifecycle', 'unconfigured', (s) => value(s, 'State') === 'unconfigured');
});
