import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DecodedText, WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import { cat, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { nano } from './shippedPack.js';
import { World, ns, seconds, type TestCamera } from './world.js';
import { until } from './until.js';

let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let parameters: ParameterService;
let picture: Picture;
let nextNs: bigint;

before(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  camera = await world.camera('/front/image_raw');
  parameters = new ParameterService(world.client);
  const node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'selective_decoding.threshold:=0.25'],
  ]);
  await node.active();
  picture = await cat();
  nextNs = await camera.connect(states, picture, seconds(1000));
});
after(() => world?.close());

/** The world state of one more image. */
async function next(): Promise<WorldState> {
  const stampNs = nextNs;
  nextNs += seconds(0.25);
  await camera.publish(picture, stampNs);
  return states.first('its state', ({ header }) => ns(header.stamp) === stampNs);
}

test('the threshold is in force at the next window', async () => {
  assert.equal((await next()).threshold, 0.25);
  const result = await parameters.set('selective_decoding.threshold', { double: 0.5 });
  assert.deepEqual(result, { successful: true, reason: '' });
  assert.equal((await next()).threshold, 0.5);
  assert.equal(await parameters.get('selective_decoding.threshold'), 0.5);
});

test('a whole number is taken for a double', async () => {
  const result = await parameters.set('selective_decoding.threshold', { integer: 2 });
  assert.deepEqual(result, { successful: true, reason: '' });
  assert.equal((await next()).threshold, 2);
  assert.equal(await parameters.get('selective_decoding.threshold'), 2);
});

test('labels score the next windows, best first, and go away again', async () => {
  const labels = ['a rocket', 'a cat', 'a brick wall'];
  assert.equal((await parameters.set('labels', { string_array: labels })).successful, true);
  const state = await until('a state with labels', async () => {
    const state = await next();
    return state.labels.length > 0 && state;
  });
  assert.equal(state.labels[0]!.label, 'a cat');
  assert.deepEqual(state.labels.map(({ label }) => label).sort(), [...labels].sort());
  const scores = state.labels.map(({ score }) => score);
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => b - a),
  );
  assert.ok(scores.every((score) => score >= -1.0001 && score <= 1.0001));
  assert.equal((await parameters.set('labels', { string_array: [] })).successful, true);
  await until('a state without labels', async () => (await next()).labels.length === 0);
});

test('another query begins a row of its own: sequence, segment, FIRST text', async () => {
  const spoken = texts.messages.length;
  await next();
  assert.equal((await parameters.set('query', { string: 'what lies there?' })).successful, true);
  const state = await next();
  assert.equal(state.query, 'what lies there?');
  assert.equal(state.sequence, 0);
  assert.equal(state.segment, 0);
  const text = await texts.first('a text', ({ query }) => query === state.query, spoken);
  assert.equal(text.reason, 0);
  await parameters.set('query', { string: '' });
  const back = await next();
  assert.equal(back.query, nano.query);
  assert.ok(back.sequence > 0, 'a row that was left goes on counting');
});

test('extra queries give a state each for every window', async () => {
  const queries = ['is a door open?', 'is it dark?'];
  await parameters.set('extra_queries', { string_array: queries });
  const before = states.messages.length;
  const { header } = await next();
  await states.take(before + 3);
  const window = states.messages.filter((state) => ns(state.header.stamp) === ns(header.stamp));
  assert.deepEqual(window.map(({ query }) => query).sort(), [nano.query, ...queries].sort());
  await parameters.set('extra_queries', { string_array: [] });
});

const REJECTED: readonly [name: string, value: object, reason: RegExp][] = [
  ['selective_decoding.threshold', { double: 'nan' }, /expected 0 to 4, got NaN/],
  ['selective_decoding.threshold', { double: 'inf' }, /expected 0 to 4, got Infinity/],
  ['selective_decoding.threshold', { double: 4.5 }, /expected 0 to 4, got 4\.5/],
  ['selective_decoding.threshold', { double: -0.1 }, /expected 0 to 4, got -0\.1/],
  ['selective_decoding.threshold', { string: 'low' }, /expected a number, got "low"/],
  ['selective_decoding.hysteresis', { integer: 2 }, /expected 0 to 1, got 2/],
  ['cameras.front.rate', { double: -1 }, /cameras\.front\.rate.*0 to 1000 Hz.*-1/],
  ['cameras.front.rate', { double: 1e-300 }, /cameras\.front\.rate.*at least 0\.001.*1e-300/],
  ['labels', { integer_array: [1, 2] }, /item 1 is 1 \(integer, not string\)/],
  ['query', { bool_array: [true] }, /expected a string, got \[true\] \(bool_array, not string\)/],
  ['use_sim_time', { string: 'true' }, /use_sim_time: expected true or false, got "true"/],
  ['', { string: 'x' }, /^"": no such parameter/],
  ['labels', { string: 'cat' }, /expected a list of strings, got "cat"/],
  ['query', { bool: true }, /expected a string, got true/],
  ['threads', { integer: 2 }, /threads.*clean it up first/],
  ['pack', { string: 'other' }, /pack.*clean it up first/],
  ['cameras.front.topic', { string: '/elsewhere' }, /clean it up first/],
  ['cameras.rear.rate', { double: 2 }, /rear/],
  ['cameras.rear.topic', { string: '/rear' }, /rear|clean it up first/],
  ['no.such.parameter', { double: 1 }, /no\.such\.parameter/],
];

for (const [name, value, reason] of REJECTED) {
  test(`rejected with its reason: ${name} ${JSON.stringify(value)}`, async () => {
    const before = await parameters.get(name);
    const result = await parameters.set(name, value);
    assert.equal(result.successful, false);
    assert.match(result.reason, reason);
    assert.deepEqual(await parameters.get(name), before);
    assert.equal((await next()).threshold, 2, 'the node goes on as it was');
  });
}

test('several at once: all or none', async () => {
  const result = await parameters.setTogether({
    'selective_decoding.threshold': { double: 0.4 },
    'selective_decoding.smoothing': { double: -3 },
  });
  assert.equal(result.successful, false);
  assert.match(result.reason, /smoothing/);
  assert.equal((await next()).threshold, 2);
  const both = await parameters.setTogether({
    'selective_decoding.threshold': { double: 0.4 },
    'selective_decoding.smoothing': { double: 1 },
  });
  assert.deepEqual(both, { successful: true, reason: '' });
  assert.equal((await next()).threshold, Math.fround(0.4));
});
