import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { tinyPack } from '../fixtures/fixtures.js';
import type { WorldState } from './messages.js';
import { green, red, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, ns, seconds, type TestCamera } from './world.js';

const LABELS = ['red', 'a cup', 'what is there'];

let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  camera = await world.camera('/front/image_raw');
});
afterEach(() => world?.close());

test('a calibrated pack tells how likely each label and none of them is, whatever the query', async () => {
  await world
    .start([
      ...['-p', `pack:=${tinyPack('tiny_labels')}`],
      ...['-p', 'cameras.front.topic:=/front/image_raw'],
      ...['-p', 'cameras.front.reliability:=reliable'],
      ...['-p', `labels:=[${LABELS.join(', ')}]`],
      ...['-p', 'query:=what is there', '-p', 'extra_queries:=[a cup]'],
    ])
    .active();
  await camera.connect(states, red, seconds(1000));
  const both = await statesOf(green, seconds(1010));
  assert.deepEqual(both.map(({ query }) => query).sort(), ['a cup', 'what is there']);
  for (const { labels, other_probability } of both) {
    assert.deepEqual(labels.map(({ label }) => label).sort(), [...LABELS].sort());
    const probabilities = labels.map(({ probability }) => Number(probability));
    assert.deepEqual(
      probabilities,
      probabilities.toSorted((a, b) => b - a),
    );
    const sum = probabilities.reduce((total, one) => total + one, Number(other_probability));
    assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
  }
  const [one, other] = both.map(({ labels }) => labels.map(({ probability }) => probability));
  assert.deepEqual(one, other);
});

/** World states of one picture, one for each query. */
async function statesOf(picture: Picture, stampNs: bigint): Promise<readonly WorldState[]> {
  await camera.publish(picture, stampNs);
  const isOfIt = ({ header }: WorldState): boolean => ns(header.stamp) === stampNs;
  const first = await states.first('a state', isOfIt);
  const second = await states.first(
    'the other state',
    (state) => isOfIt(state) && state.query !== first.query,
  );
  return [first, second];
}
