import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  declarationsFor,
  rosDeclarations,
  type ParameterType,
} from '../../src/parameters/declarations.js';
import { Lifecycle } from './lifecycleService.js';
import { ParameterService, parameterValue, type NamedValue } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { tiny } from './testPack.js';
import { World } from './world.js';

/** Every type of value that a client can send, with what is odd about it. */
const VALUES: readonly (readonly [what: string, type: ParameterType | 'other', value: object])[] = [
  ['not set', 'other', { type: 0 }],
  ['true', 'bool', parameterValue({ bool: true })],
  ['0', 'integer', parameterValue({ integer: 0 })],
  ['2', 'integer', parameterValue({ integer: 2 })],
  ['-1', 'integer', parameterValue({ integer: -1 })],
  ['beyond 2^53', 'integer', parameterValue({ integer: 2 ** 60 })],
  ['nearly 2^63', 'integer', parameterValue({ integer: 2 ** 63 - 1024 })],
  ['nearly -2^63', 'integer', parameterValue({ integer: 1024 - 2 ** 63 })],
  ['2.0', 'double', parameterValue({ double: 2 })],
  ['1e-300', 'double', parameterValue({ double: 1e-300 })],
  ['NaN', 'double', parameterValue({ double: 'nan' })],
  ['infinity', 'double', parameterValue({ double: 'inf' })],
  ['-infinity', 'double', parameterValue({ double: '-inf' })],
  ['empty string', 'string', parameterValue({ string: '' })],
  ['raw', 'string', parameterValue({ string: 'raw' })],
  ['Tür カメラ', 'string', parameterValue({ string: 'Tür カメラ 🤖' })],
  ['bytes', 'other', parameterValue({ byte_array: { base64: 'AP8=' } })],
  ['no bytes', 'string_array', parameterValue({ byte_array: { base64: '' } })],
  ['bools', 'other', parameterValue({ bool_array: [true, false] })],
  ['no bools', 'string_array', parameterValue({ bool_array: [] })],
  ['integers', 'other', parameterValue({ integer_array: [1, -2] })],
  ['doubles', 'other', parameterValue({ double_array: ['nan', 0.5] })],
  ['strings', 'string_array', parameterValue({ string_array: ['door', 'Tür', ''] })],
  ['no strings', 'string_array', parameterValue({ string_array: [] })],
  ['type 10', 'other', { type: 10 }],
  ['type 99', 'other', { type: 99, string_value: 'x' }],
  ['type 255', 'other', { type: 255 }],
];

const ODD_NAMES = [
  '',
  ' ',
  '.',
  'a.',
  '.a',
  'no.such',
  'küche',
  'カメラ.🤖',
  'cameras.rear.rate',
  '__proto__',
  'x'.repeat(5000),
];

const DECLARED = new Map([
  ...declarationsFor(['front']),
  ...rosDeclarations.map((declaration) => [declaration.name, declaration] as const),
]);

let world: World;
let node: PerceptionProcess;
let parameters: ParameterService;

before(async () => {
  world = await World.open();
  node = world.start(['-p', 'autostart:=false', '-p', 'cameras.front.topic:=/front/image_raw']);
  parameters = new ParameterService(world.client);
});
after(() => world?.close());

/** Whether a value of that type can be taken for the parameter's, range and choices aside. */
function hasType(wanted: ParameterType, type: ParameterType | 'other'): boolean {
  return type === wanted || (wanted === 'double' && type === 'integer');
}

for (const [name, declaration] of DECLARED) {
  test(`${name}: a value of every type is answered, with its reason where it is refused`, async () => {
    for (const [what, type, value] of VALUES) {
      const before = await parameters.get(name);
      const [result, ...others] = await parameters.setEach([{ name, value }]);
      assert.equal(others.length, 0);
      const shown = `${what}: ${JSON.stringify(result)}`;
      if (!hasType(declaration.type, type)) {
        assert.equal(result!.successful, false, shown);
        assert.match(result!.reason, /^\[PARAMETER_\w+\] parameter .*: expected .*, got /, shown);
      }
      if (result!.successful) assert.equal(result!.reason, '', shown);
      else assert.deepEqual(await parameters.get(name), before, shown);
    }
    assert.ok(node.running, node.log);
  });
}

test('names that the node does not have are refused, never declared by the way', async () => {
  for (const name of ODD_NAMES) {
    for (const [what, , value] of VALUES) {
      const [result] = await parameters.setEach([{ name, value }]);
      assert.equal(result!.successful, false, `${name} ${what}`);
      assert.match(result!.reason, /: no such parameter/, `${name} ${what}`);
    }
  }
  const names = await parameters.list();
  assert.deepEqual([...names].sort(), [...DECLARED.keys()].sort());
});

test('a mistyped name is refused with the nearest one', async () => {
  const reason = async (name: string) => (await parameters.set(name, { double: 1 })).reason;
  assert.match(
    await reason('selectve_decoding.treshold'),
    /nearest: selective_decoding\.threshold$/,
  );
  assert.match(await reason('threshold'), /nearest: selective_decoding\.threshold$/);
  assert.match(await reason('cameras.front.rat'), /nearest: cameras\.front\.rate$/);
  assert.match(await reason('cameras.rear.rate'), /cameras are declared at start/);
  assert.doesNotMatch(await reason('xyzzy.plugh.frobnicate'), /nearest/);
});

test('one bad parameter in a list leaves the others: a result for each', async () => {
  const list: NamedValue[] = [
    { name: 'query', value: parameterValue({ string: 'one' }) },
    { name: '', value: parameterValue({ string: 'two' }) },
    { name: 'labels', value: { type: 99 } },
    { name: 'labels', value: parameterValue({ string_array: ['Tür', 'door'] }) },
    { name: 'extra_queries', value: parameterValue({ integer_array: [1] }) },
    { name: 'selective_decoding.smoothing', value: parameterValue({ integer: 3 }) },
  ];
  const results = await parameters.setEach(list);
  assert.deepEqual(
    results.map(({ successful }) => successful),
    [true, false, false, true, false, true],
  );
  assert.deepEqual(await parameters.getAll(['query', 'labels', 'selective_decoding.smoothing']), [
    'one',
    ['Tür', 'door'],
    3,
  ]);
  assert.deepEqual(await parameters.setEach([]), []);
});

test('together: all or nothing, whatever is wrong with one of them', async () => {
  const good = { name: 'query', value: parameterValue({ string: 'all of it' }) };
  const before = await parameters.get('query');
  for (const [what, , value] of VALUES) {
    const result = await parameters.setAll([good, { name: 'no.such', value }]);
    assert.equal(result.successful, false, what);
    assert.match(result.reason, /no\.such/, what);
  }
  assert.equal(
    (await parameters.setAll([good, { name: 'labels', value: { type: 99 } }])).successful,
    false,
  );
  assert.equal(await parameters.get('query'), before);
  const threshold = { name: 'selective_decoding.threshold', value: parameterValue({ double: 1 }) };
  assert.deepEqual(await parameters.setAll([good, threshold]), { successful: true, reason: '' });
  assert.deepEqual(await parameters.getAll(['query', threshold.name]), ['all of it', 1]);
  assert.deepEqual(await parameters.setAll([]), { successful: true, reason: '' });
});

test('get, types and describe answer for every name, known or not, in order', async () => {
  const names = ['query', ...ODD_NAMES, 'threads', 'query'];
  assert.equal((await parameters.set('threads', { integer: 2 })).successful, true);
  const values = await parameters.getAll(names);
  assert.equal(values.length, names.length);
  assert.equal(values.at(-2), 2);
  assert.ok(ODD_NAMES.every((_, i) => values[i + 1] === undefined));
  assert.deepEqual(await parameters.types(names), [4, ...ODD_NAMES.map(() => 0), 2, 4]);
  const descriptors = await parameters.describe(names);
  assert.deepEqual(
    descriptors.map(({ name, type }) => [name, type > 0]),
    names.map((name) => [name, DECLARED.has(name)]),
  );
  for (const nothing of [
    await parameters.getAll([]),
    await parameters.types([]),
    await parameters.describe([]),
  ])
    assert.deepEqual(nothing, []);
});

test('lists of thousands of names are answered', async () => {
  const names = Array.from({ length: 3000 }, (_, i) => `no.such.${i}`);
  assert.equal((await parameters.getAll(names)).length, names.length);
  assert.equal((await parameters.types(names)).length, names.length);
  assert.equal((await parameters.describe(names)).length, names.length);
  const value = parameterValue({ string: 'x' });
  const results = await parameters.setEach(names.map((name) => ({ name, value })));
  assert.equal(results.filter(({ successful }) => !successful).length, names.length);
  assert.equal((await parameters.setAll(names.map((name) => ({ name, value })))).successful, false);
  const labels = Array.from({ length: 5000 }, (_, i) => i);
  const [result] = await parameters.setEach([
    { name: 'labels', value: parameterValue({ integer_array: labels }) },
  ]);
  assert.ok(result!.reason.length < 1000, 'a reason that can be read');
});

test('list: prefixes and depths as in rclcpp', async () => {
  const all = [...DECLARED.keys()];
  const front = all.filter((name) => name.startsWith('cameras.front.'));
  assert.deepEqual(await parameters.list(['cameras']), front);
  assert.deepEqual(await parameters.list(['cameras'], 1), []);
  assert.deepEqual(await parameters.list(['cameras'], 2), front);
  assert.deepEqual(await parameters.list(['cameras.front'], 1), front);
  assert.deepEqual(
    await parameters.list(['query', 'quer', 'cameras.front.rate']),
    ['query', 'cameras.front.rate'].filter((name) => all.includes(name)),
  );
  const flat = all.filter((name) => !name.includes('.'));
  assert.deepEqual((await parameters.list([], 1)).sort(), flat.sort());
  const { prefixes } = await parameters.listing([], 0);
  const dotted = all.filter((name) => name.includes('.'));
  assert.deepEqual(
    prefixes.sort(),
    [...new Set(dotted.map((name) => name.slice(0, name.lastIndexOf('.'))))].sort(),
  );
  for (const odd of ODD_NAMES.filter((name) => name !== 'cameras.rear.rate'))
    assert.deepEqual(await parameters.list([odd], 2 ** 53), []);
  assert.ok(node.running, node.log);
});

test('after all this a node configures, and fixed parameters can be set to what they are', async () => {
  const other = world.start([
    ...['-r', '__node:=other', '-p', 'autostart:=false'],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
  ]);
  const own = new ParameterService(world.client, '/other');
  for (const name of DECLARED.keys())
    await own.setEach(VALUES.map(([, , value]) => ({ name, value })));
  const list: NamedValue[] = [
    { name: 'pack', value: parameterValue({ string: tiny.folder }) },
    { name: 'cameras.front.topic', value: parameterValue({ string: '/front/image_raw' }) },
    { name: 'start_type_description_service', value: parameterValue({ bool: true }) },
  ];
  const window = { name: 'cameras.front.window', value: parameterValue({ integer: 0 }) };
  const results = await own.setEach([...list, window]);
  assert.ok(results.every(({ successful }) => successful));
  assert.equal(await new Lifecycle(world.client, '/other').change('configure'), true, other.log);
  assert.ok((await own.setEach(list)).every(({ successful }) => successful));
  assert.match((await own.set('pack', { string: 'other' })).reason, /clean it up first/);
  assert.match(
    (await own.set('start_type_description_service', { bool: false })).reason,
    /read-only/,
  );
  // use_sim_time was true for a while, without a /clock; and the pack has few words.
  const expected = /\/clock|does not know/;
  const said = other.lines(/\[(WARN|ERROR)\]/).filter((line) => !expected.test(line));
  assert.deepEqual(said, []);
});
