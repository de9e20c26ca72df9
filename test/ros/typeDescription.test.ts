import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World } from './world.js';
import { until } from './until.js';

interface IndividualType {
  readonly type_name: string;
  readonly fields: readonly { readonly name: string }[];
}

interface Answer {
  readonly successful: boolean;
  readonly failure_reason: string;
  readonly type_description: {
    readonly type_description: IndividualType;
    readonly referenced_type_descriptions: readonly IndividualType[];
  };
  readonly type_sources: readonly {
    readonly type_name: string;
    readonly encoding: string;
    readonly raw_file_contents: string;
  }[];
}

const TYPE = 'type_description_interfaces/srv/GetTypeDescription';
/** An answer of rclnodejs's own service got lost in every second try. */
const TIMES = 10;
const TOPICS = [
  '/front/image_raw',
  '/vljepa/world_state',
  '/vljepa/text',
  '/vljepa/metrics',
  '/vljepa/query',
  '/vljepa/transition_event',
  '/diagnostics',
  '/rosout',
  '/parameter_events',
];

let world: World;

before(async () => {
  world = await World.open();
  const node = world.start(['-p', 'cameras.front.topic:=/front/image_raw']);
  await node.active();
});
after(() => world?.close());

function ask(type_name: string, type_hash: string, include_type_sources = true): Promise<Answer> {
  const request = { type_name, type_hash, include_type_sources };
  return world.client.call<Answer>('/vljepa/get_type_description', TYPE, request);
}

/** Type and hash of what the node publishes or hears on a topic, as the graph has them. */
function typeOf(topic: string): Promise<{ type: string; type_hash: string }> {
  return until(`the type of ${topic}`, async () => {
    const { publishers, subscriptions } = await world.client.endpoints(topic);
    return [...publishers, ...subscriptions].find(({ node }) => node === '/vljepa');
  });
}

for (const topic of TOPICS) {
  test(`the type of ${topic}, described again and again, with and without its sources`, async () => {
    const { type, type_hash } = await typeOf(topic);
    for (let i = 0; i < TIMES; i++) {
      const withSources = i % 2 === 0;
      const answer = await ask(type, type_hash, withSources);
      assert.equal(answer.successful, true, answer.failure_reason);
      assert.equal(answer.failure_reason, '');
      const { type_description, referenced_type_descriptions } = answer.type_description;
      assert.equal(type_description.type_name, type);
      assert.ok(type_description.fields.length > 0);
      const sources = answer.type_sources.map(({ type_name }) => type_name);
      const types = [type_description, ...referenced_type_descriptions];
      assert.deepEqual(sources, withSources ? types.map(({ type_name }) => type_name) : []);
      for (const { encoding, raw_file_contents } of answer.type_sources) {
        assert.equal(encoding, 'msg');
        assert.ok(raw_file_contents.length > 0);
      }
    }
  });
}

test("this package's own message, with its fields and its text", async () => {
  const { type, type_hash } = await typeOf('/vljepa/world_state');
  const { type_description, type_sources } = await ask(type, type_hash);
  const fields = type_description.type_description.fields.map(({ name }) => name);
  assert.deepEqual(fields.slice(0, 3), ['header', 'camera', 'window_start']);
  assert.deepEqual(
    type_description.referenced_type_descriptions.map(({ type_name }) => type_name).toSorted(),
    ['builtin_interfaces/msg/Time', 'std_msgs/msg/Header', 'vljepa/msg/LabelScore'],
  );
  assert.match(type_sources[0]!.raw_file_contents, /float32\[\] embedding/);
});

test('a service, whose parts have no source of their own', async () => {
  const unknown = await ask('std_srvs/srv/Trigger', '');
  const hash = /RIHS01_[0-9a-f]{64}/.exec(unknown.failure_reason)![0];
  const answer = await ask('std_srvs/srv/Trigger', hash);
  assert.equal(answer.successful, true, answer.failure_reason);
  const encoding = new Map(
    answer.type_sources.map((source) => [source.type_name, source.encoding]),
  );
  assert.equal(encoding.get('std_srvs/srv/Trigger'), 'srv');
  assert.equal(encoding.get('std_srvs/srv/Trigger_Request'), 'implicit');
  assert.equal(encoding.get('builtin_interfaces/msg/Time'), 'msg');
});

const HASH = `RIHS01_${'0'.repeat(64)}`;
const REFUSED: readonly [type: string, hash: string, reason: RegExp][] = [
  ['vljepa/msg/WorldState', HASH, /expected the type_hash .*RIHS01_.*got "RIHS01_000/],
  ['vljepa/msg/WorldState', '', /got ""/],
  ['vljepa/msg/WorldState', 'RIHS02_' + '0'.repeat(64), /got "RIHS02_/],
  ['vljepa/msg/WorldState', 'x'.repeat(100_000), /got "xxx/],
  ['no_such/msg/Type', HASH, /no_such\/msg\/Type is not installed/],
  ['', '', /expected a type_name .*got ""/],
  ['sensor_msgs/Image', HASH, /expected a type_name/],
  ['../../etc/passwd', HASH, /expected a type_name/],
  ['sensor_msgs/msg/../msg/Image', HASH, /expected a type_name/],
  ['Tür/msg/Größe', HASH, /expected a type_name/],
];

for (const [type, hash, reason] of REFUSED) {
  test(`refused with its reason: ${type.slice(0, 40)} ${hash.slice(0, 20)}`, async () => {
    const answer = await ask(type, hash);
    assert.equal(answer.successful, false);
    assert.match(answer.failure_reason, reason);
    assert.ok(answer.failure_reason.length < 400);
  });
}

test('start_type_description_service off: no such service, and the node is well', async () => {
  const node = world.start([
    ...['-r', '__node:=quiet', '-p', 'start_type_description_service:=false'],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  await node.active();
  const { services } = await until('the services of the node', async () => {
    const names = await world.client.names();
    return '/quiet/describe' in names.services && names;
  });
  assert.ok(!('/quiet/get_type_description' in services));
  assert.ok('/vljepa/get_type_description' in services);
});
