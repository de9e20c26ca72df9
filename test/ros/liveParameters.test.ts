import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { DecodedText, WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import { red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { World, ns, seconds, type TestCamera } from './world.js';
import { until } from './until.js';

let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let parameters: ParameterService;
let nextNs: bigint;

beforeEach(async () => {
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
  nextNs = await camera.connect(states, red, seconds(1000));
});
afterEach(() => world?.close());

/** The world state of one more image. */
async function next(): Promise<WorldState> {
  const stampNs = nextNs;
  nextNs += seconds(0.25);
  await camera.publish(red, stampNs);
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
  const labels = ['red', 'a cup', 'what is there'];
  assert.equal((await parameters.set('labels', { string_array: labels })).successful, true);
  const state = await until('a state with labels', async () => {
    const state = await next();
    return state.labels.length > 0 && state;
  });
  assert.deepEqual(state.labels.map(({ label }) => label).sort(), [...labels].sort());
  const scores = state.labels.map(({ score }) => score);
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => b - a),
  );
  assert.ok(scores.every((score) => score >= -1.0001 && score <= 1.0001));
  // The pack says nothing about how likely labels are.
  const probabilities = state.labels.map(({ probability }) => probability);
  assert.deepEqual([...probabilities, state.other_probability], ['nan', 'nan', 'nan', 'nan']);
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
  assert.equal(back.query, tiny.query);
  assert.ok(back.sequence > 0, 'a row that was left goes on counting');
});

test('extra queries give a state each for every window', async () => {
  const queries = ['is a door open?', 'is it dark?'];
  await parameters.set('extra_queries', { string_array: queries });
  const before = states.messages.length;
  const { header } = await next();
  await states.take(before + 3);
  const window = states.messages.filter((state) => ns(state.header.stamp) === ns(header.stamp));
  assert.deepEqual(window.map(({ query }) => query).sort(), [tiny.query, ...queries].sort());
  await parameters.set('extra_queries', { string_array: [] });
});

test('several at once: all or none', async () => {
  const result = await parameters.setTogether({
    'selective_decoding.threshold': { double: 0.4 },
    'selective_decoding.smoothing': { double: -3 },
  });
  assert.equal(result.successful, false);
  assert.match(result.reason, /smoothing/);
  assert.equal((await next()).threshold, 0.25);
  const both = await parameters.setTogether({
    'selective_decoding.threshold': { double: 0.4 },
    'selective_decoding.smoothing': { double: 1 },
  });
  assert.deepEqual(both, { successful: true, reason: '' });
  assert.equal((await next()).threshold, Math.fround(0.4));
});
