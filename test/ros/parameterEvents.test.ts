import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ParameterService } from './parameterService.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World } from './world.js';

interface Parameter {
  readonly name: string;
  readonly value: { readonly type: number; readonly string_value: string };
}

interface ParameterEvent {
  readonly node: string;
  readonly new_parameters: readonly Parameter[];
  readonly changed_parameters: readonly Parameter[];
}

const NODES = ['/vljepa', '/robot1/vljepa', '/fleet/robot2/eyes'] as const;
let world: World;
let events: Heard<ParameterEvent>;

before(async () => {
  world = await World.open();
  const type = 'rcl_interfaces/msg/ParameterEvent';
  events = await world.client.subscribe('/parameter_events', type, { depth: 1000 });
  for (const node of NODES) {
    const slash = node.lastIndexOf('/');
    world.start([
      ...['-r', `__ns:=${node.slice(0, slash) || '/'}`, '-r', `__node:=${node.slice(slash + 1)}`],
      ...['-p', 'autostart:=false', '-p', 'cameras.front.topic:=/front/image_raw'],
    ]);
  }
});
after(() => world?.close());

for (const node of NODES) {
  test(`a change of ${node} is told on /parameter_events, under its full name`, async () => {
    const parameters = new ParameterService(world.client, node);
    for (const query of ['is the door open?', 'and now?']) {
      const heard = events.messages.length;
      await parameters.set('query', { string: query });
      const event = await events.first(
        'the change',
        (message) => message.node === node && message.changed_parameters.length > 0,
        heard,
      );
      assert.equal(event.changed_parameters[0]!.name, 'query');
      assert.equal(event.changed_parameters[0]!.value.string_value, query);
    }
  });
}

test('a refused change is not an event', async () => {
  const parameters = new ParameterService(world.client);
  const heard = events.messages.length;
  await parameters.set('selective_decoding.threshold', { double: 5 });
  await parameters.set('query', { string: 'the one after it' });
  await events.first('the one after it', ({ node }) => node === '/vljepa', heard);
  const names = events.messages
    .slice(heard)
    .flatMap(({ changed_parameters }) => changed_parameters.map(({ name }) => name));
  assert.deepEqual(names, ['query']);
});

test('nothing is published beside it in a namespace', async () => {
  const { topics } = await world.client.names();
  assert.deepEqual(
    Object.keys(topics).filter((topic) => topic.endsWith('parameter_events')),
    ['/parameter_events'],
  );
  await until('a publisher of each node', async () => {
    const { publishers } = await world.client.endpoints('/parameter_events');
    return NODES.every((node) => publishers.some((publisher) => publisher.node === node));
  });
});
