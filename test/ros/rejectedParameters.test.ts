import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import { red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, seconds, type TestCamera } from './world.js';

let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let parameters: ParameterService;
let nextNs: bigint;

/** One node for all: what is rejected leaves it as it was. */
before(async () => {
  world = await World.open();
  states = await world.states();
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
after(() => world?.close());

/** The world state of one more image. */
async function next(): Promise<WorldState> {
  const stampNs = nextNs;
  nextNs += seconds(0.25);
  return camera.show(states, red, stampNs);
}

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
  ['', { string: 'x' }, /^\[PARAMETER_UNKNOWN\] "": no such parameter/],
  ['labels', { string: 'cat' }, /expected a list of strings, got "cat"/],
  ['query', { bool: true }, /expected a string, got true/],
  ['threads', { integer: 2 }, /^\[PARAMETER_FIXED\] .*threads.*clean it up first/],
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
    assert.match(result.reason, /^\[[A-Z]+_[A-Z]+\] /);
    assert.deepEqual(await parameters.get(name), before);
    assert.equal((await next()).threshold, 0.25, 'the node goes on as it was');
  });
}
