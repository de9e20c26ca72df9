import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { declarationsFor, parameterDeclarations } from '../../src/parameters/declarations.js';
import { ParameterService } from './parameterService.js';
import { until } from './until.js';
import { World } from './world.js';

let world: World;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-parameters-'));
  world = await World.open();
});
afterEach(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Starts a node that waits for its lifecycle services, so that only its parameters count. */
async function waiting(args: readonly string[], node = '/vljepa'): Promise<ParameterService> {
  world.start(['-p', 'autostart:=false', ...args]);
  await until(`the node ${node}`, async () => (await world.client.names()).nodes.includes(node));
  return new ParameterService(world.client, node);
}

test('sections keyed /**, by node name and by fully qualified name all arrive; -p comes last', async () => {
  const path = file(
    'three.yaml',
    `/**:
  ros__parameters:
    query: from the wildcard
    threads: 2
    cameras: {front: {topic: /front/image_raw, rate: 1.0}}
vljepa:
  ros__parameters:
    query: from the node name
    labels: [door, stairs]
/robot1/vljepa:
  ros__parameters:
    query: from the full name
    cameras.front.rate: 3.5
/robot2/vljepa:
  ros__parameters:
    query: not for this one
`,
  );
  const parameters = await waiting(
    ['-r', '__ns:=/robot1', '--params-file', path, '-p', 'cameras.front.depth:=7'],
    '/robot1/vljepa',
  );
  assert.equal(await parameters.get('query'), 'from the full name');
  assert.equal(await parameters.get('threads'), 2);
  assert.equal(await parameters.get('cameras.front.topic'), '/front/image_raw');
  assert.equal(await parameters.get('cameras.front.rate'), 3.5);
  assert.equal(await parameters.get('cameras.front.depth'), 7);
  assert.deepEqual(await parameters.get('labels'), ['door', 'stairs']);
});

test('a later file wins over an earlier one, -p before it included', async () => {
  const early = file('early.yaml', '/**: {ros__parameters: {query: early, threads: 3}}\n');
  const late = file('late.yaml', '/**: {ros__parameters: {query: late}}\n');
  const parameters = await waiting([
    ...['--params-file', early, '-p', 'query:=between', '--params-file', late],
  ]);
  assert.equal(await parameters.get('query'), 'late');
  assert.equal(await parameters.get('threads'), 3);
});

test('a node that is renamed finds the section of its new name', async () => {
  const path = file(
    'renamed.yaml',
    '/arm/eyes: {ros__parameters: {query: mine}}\n/vljepa: {ros__parameters: {query: another}}\n',
  );
  const parameters = await waiting(
    ['-r', '__node:=eyes', '-r', '__ns:=/arm', '--params-file', path],
    '/arm/eyes',
  );
  assert.equal(await parameters.get('query'), 'mine');
});

test('the configuration file of the package is read as it is', async () => {
  const path = new URL('../../../config/perception.yaml', import.meta.url).pathname;
  const parameters = await waiting(['--params-file', path]);
  assert.equal(await parameters.get('cameras.camera.topic'), '/camera/image_raw');
  for (const [name, { default: value }] of declarationsFor(['camera'])) {
    if (name === 'autostart' || name === 'cameras.camera.topic') continue;
    assert.deepEqual(await parameters.get(name), value, name);
  }
});

test('every parameter is described: type, range, text', async () => {
  const parameters = await waiting(['-p', 'cameras.front.topic:=/front/image_raw']);
  const declared = declarationsFor(['front']);
  const names = await parameters.list();
  for (const [name] of declared) assert.ok(names.includes(name), name);
  const descriptors = await parameters.describe(declared.map(([name]) => name));
  declared.forEach(([name, { type, range, description, change }], i) => {
    const descriptor = descriptors[i]!;
    assert.equal(descriptor.name, name);
    const numbers = { bool: 1, integer: 2, double: 3, string: 4, string_array: 9 };
    assert.equal(descriptor.type, numbers[type], name);
    assert.equal(descriptor.description, description);
    assert.match(
      descriptor.additional_constraints,
      change === 'live' ? /next window/ : /configured/,
    );
    const ranges = [...descriptor.floating_point_range, ...descriptor.integer_range];
    assert.deepEqual(
      ranges.map(({ from_value, to_value }) => [from_value, to_value]),
      range ? [[range.min, range.max]] : [],
      name,
    );
  });
  assert.ok(
    parameterDeclarations.some(({ range }) => range),
    'there are ranges to be shown',
  );
});

test('a parameter that this node does not have is named in the log, not fatal', async () => {
  await waiting(['-p', 'cameras.front.topic:=/f', '-p', 'selectve.threshold:=1.0']);
  const node = world.nodes.at(-1)!;
  await node.logged(/\[WARN\].*selectve\.threshold/);
  assert.ok(node.running);
});

test('--log-level decides what is said', async () => {
  const args = ['-p', 'cameras.front.topic:=/front/image_raw'];
  const quiet = world.start([...args, '-p', 'wrong:=1', '--log-level', 'error']);
  const states = await until('the node', async () =>
    (await world.client.names()).nodes.includes('/vljepa'),
  );
  assert.ok(states);
  await until(
    'the world states of an active node',
    async () => (await world.client.endpoints('/vljepa/world_state')).publishers.length > 0,
  );
  await quiet.end();
  assert.equal(quiet.log, '');
});

test('a file that cannot be read, or is not a parameter file: one plain line, exit code 1', async () => {
  const bad = file('bad.yaml', 'a list:\n  - [\n');
  const other = file('other.yaml', 'query: without a section\n');
  for (const path of [join(folder, 'missing.yaml'), bad, other]) {
    const node = world.start(['--params-file', path]);
    const { code } = await node.gone();
    assert.equal(code, 1, node.log);
    assert.ok(node.log.includes(path), node.log);
    assert.ok(!/\n\s+at /.test(node.log), `a stack is not a message for a user:\n${node.log}`);
  }
});
