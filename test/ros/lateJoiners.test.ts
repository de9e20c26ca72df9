import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import { REASON, type DecodedText, type WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import { green, red, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';
import { World, ns, seconds, type TestCamera } from './world.js';

const STEP_NS = seconds(0.25);
/** States of one scene, enough for a change to be confirmed and its refractory time to pass. */
const SCENE_STATES = 12;
const CHANGES = 14;
const PICTURES = [red, green] as const;
const OTHER = 'is the door open?';

let world: World;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;
let busy: TestCamera;
let quiet: TestCamera;
let parameters: ParameterService;
let lifecycle: Lifecycle;
let nextNs: bigint;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  busy = await world.camera('/busy/image_raw');
  quiet = await world.camera('/quiet/image_raw');
  parameters = new ParameterService(world.client);
  lifecycle = new Lifecycle(world.client);
  const node = world.start([
    ...['-p', 'cameras.busy.topic:=/busy/image_raw', '-p', 'cameras.busy.reliability:=reliable'],
    ...['-p', 'cameras.quiet.topic:=/quiet/image_raw', '-p', 'cameras.quiet.reliability:=reliable'],
    // Windows that have frames of both scenes score less.
    ...['-p', 'selective_decoding.threshold:=0.6'],
  ]);
  await node.active();
  nextNs = await quiet.connect(states, red, seconds(1000));
  nextNs = await busy.connect(states, green, nextNs);
  await texts.take(2);
});
afterEach(() => world?.close());

function describe(): Promise<unknown> {
  return world.client.call('/vljepa/describe', 'std_srvs/srv/Trigger');
}

/**
 * The texts of `count` cameras and queries that are kept for a subscription that comes now. A text on
 * request comes from each after them, by which it is known that no other was kept.
 */
async function late(count: number): Promise<DecodedText[]> {
  const heard = await world.client.subscribe<DecodedText>(
    '/vljepa/text',
    'vljepa/msg/DecodedText',
    { depth: 100, durability: 'transient_local' },
  );
  await heard.take(count);
  const early = texts.messages.length;
  await describe();
  await texts.take(early + count);
  const rows = await until(`two texts of each on ${heard.topic}`, () => {
    const keys = [...new Set(heard.messages.map(key))];
    const rows = keys.map((one) => heard.messages.filter((text) => key(text) === one));
    return rows.every((row) => row.length >= 2) && rows;
  });
  assert.equal((await world.client.endpoints('/vljepa/text')).publishers.length, count);
  await world.client.unsubscribe(heard);
  return rows.map(([first]) => first!);
}

function key({ camera, query }: DecodedText): string {
  return `${camera}: ${query}`;
}

/** The newest text of each camera and query that an early subscription has heard. */
function newest(queries: readonly string[]): Map<string, DecodedText> {
  const found = new Map<string, DecodedText>();
  for (const text of texts.messages) if (queries.includes(text.query)) found.set(key(text), text);
  return found;
}

async function expectNewest(queries: readonly string[]): Promise<DecodedText[]> {
  const wanted = newest(queries);
  const got = await late(wanted.size);
  assert.deepEqual(got.map(key).toSorted(), [...wanted.keys()].toSorted());
  for (const text of got) assert.deepEqual(text, wanted.get(key(text)));
  return got;
}

async function scene(camera: TestCamera, picture: Picture, count: number): Promise<void> {
  for (let i = 0; i < count; i++, nextNs += STEP_NS) await camera.show(states, picture, nextNs);
}

test('one camera speaks once and another often: the newest of both, and none that is older', async () => {
  for (let i = 0; i < CHANGES; i++) await scene(busy, PICTURES[i % 2]!, SCENE_STATES);
  await until('the texts of the busy camera', () => {
    const spoken = texts.messages.filter(({ camera }) => camera === 'busy');
    return spoken.length >= CHANGES - 1;
  });
  const got = await expectNewest([tiny.query]);
  assert.equal(got.length, 2);
});

test('a text on request is the newest one', async () => {
  const before = texts.messages.length;
  await describe();
  await texts.take(before + 2);
  const got = await expectNewest([tiny.query]);
  assert.ok(got.every(({ reason }) => reason === REASON.REQUEST));
});

test('another query beside it: the newest of each, until it is taken away with its texts', async () => {
  await parameters.set('extra_queries', { string_array: [OTHER] });
  const before = texts.messages.length;
  await scene(busy, red, 1);
  await scene(quiet, red, 1);
  await until('the first texts of the new query', () => {
    const spoken = texts.messages.slice(before).filter(({ query }) => query === OTHER);
    return spoken.length >= 2;
  });
  const got = await expectNewest([tiny.query, OTHER]);
  assert.equal(got.length, 4);
  await parameters.set('extra_queries', { string_array: [] });
  assert.equal((await expectNewest([tiny.query])).length, 2);
});

test('deactivated: a late subscription hears nothing of before', async () => {
  assert.equal(await lifecycle.change('deactivate'), true);
  const heard = await world.client.subscribe<DecodedText>(
    '/vljepa/text',
    'vljepa/msg/DecodedText',
    {
      depth: 100,
      durability: 'transient_local',
    },
  );
  await until('two publishers', async () => {
    const { publishers } = await world.client.endpoints('/vljepa/text');
    return publishers.length === 2;
  });
  assert.equal(await lifecycle.change('activate'), true);
  const stampNs = nextNs + seconds(100);
  nextNs = await busy.connect(states, red, stampNs);
  const [first] = await heard.take(1);
  assert.ok(ns(first!.header.stamp) >= stampNs, 'a text from before');
  assert.equal(first!.reason, REASON.FIRST);
});
