import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { VljepaError } from '../../src/errors.js';
import { readParameterFile } from '../../src/parameters/overrides.js';
import { matchesNode } from '../../src/parameters/sections.js';
import { readSettings } from '../../src/parameters/settings.js';
import { resolveOverrides } from '../../src/ros/arguments.js';

const folder = mkdtempSync(join(tmpdir(), 'vljepa-parameter-files-'));
const path = join(folder, 'robot.yaml');
after(() => rmSync(folder, { recursive: true }));

const HEAD = '/**:\n  ros__parameters:\n';

/** What the file is refused with; it is read, and its values are checked as configure does it. */
function refusal(content: string | Uint8Array): string {
  writeFileSync(path, content);
  return refusalOf(() => readSettings(readParameterFile(path, '/vljepa')));
}

function refusalOf(work: () => unknown): string {
  let message = '';
  assert.throws(work, (error) => {
    assert.ok(error instanceof VljepaError, String(error));
    ({ message } = error);
    return true;
  });
  assert.ok(!message.includes('\n'), `one line: ${message}`);
  return message;
}

/** What is said of a file that is read. */
function warnings(content: string, node = '/vljepa'): string[] {
  writeFileSync(path, content);
  const said: string[] = [];
  readParameterFile(path, node, (message) => said.push(message));
  return said;
}

test('what YAML reads as no string is refused for one, with the hint to quote it', () => {
  const cases: readonly [line: string, message: string][] = [
    [
      'query: yes',
      'query: expected a string, got yes (bool, not string) (FILE:3); quote it to give it as text: "yes"',
    ],
    ['query: On', 'got On (bool, not string) (FILE:3); quote it to give it as text: "On"'],
    ['query: 1e5', 'got 1e5 (double, not string) (FILE:3); quote it to give it as text: "1e5"'],
    ['query: 0x10', 'got 0x10 (integer, not string) (FILE:3); quote it to give it as text: "0x10"'],
    ['query: nan', 'got nan (double, not string) (FILE:3); quote it to give it as text: "nan"'],
    [
      'query: ~',
      'got ~ (not set, not string) (FILE:3); write "" for an empty string, or quote it to give it as text: "~"',
    ],
    ['query:', 'got nothing (not set, not string) (FILE:3); write "" for an empty string'],
    ['query: [a, b]', 'got [a, b] (string_array, not string) (FILE:3)'],
    [
      'labels: [door, yes, 5]',
      'labels: expected a list of strings, got [door, yes, 5] (mixed list, not string_array) (FILE:3); item 2 is yes (bool, not string): quote what is not text: [door, "yes", "5"]',
    ],
    [
      'labels: [1, 2]',
      'got [1, 2] (integer_array, not string_array) (FILE:3); item 1 is 1 (integer, not string): quote what is not text: ["1", "2"]',
    ],
    [
      'labels: ["a b", ~]',
      'item 2 is ~ (not set, not string): quote what is not text: ["a b", "~"]',
    ],
    ['labels: [[a], b]', 'item 1 is [a] (string_array, not string)'],
    ['labels: [{a: 1}]', 'item 1 is {a: 1} (map, not string)'],
    [
      'labels: door',
      'labels: expected a list of strings, got "door" (string, not string_array) (FILE:3); put it in brackets: ["door"]',
    ],
    ['labels: 5', 'got 5 (integer, not string_array) (FILE:3); a list of one string is ["5"]'],
    ['labels:', 'got nothing (not set, not string_array) (FILE:3); write [] for an empty list'],
    [
      'use_sim_time: "true"',
      'use_sim_time: expected true or false, got "true" (string, not bool) (FILE:3); write it without quotes: true',
    ],
    ['use_sim_time: 1', 'use_sim_time: expected true or false, got 1 (integer, not bool) (FILE:3)'],
    [
      'autostart: maybe',
      'autostart: expected true or false, got "maybe" (string, not bool) (FILE:3)',
    ],
    [
      'threads: 2.0',
      'threads: expected a whole number, got 2.0 (double, not integer) (FILE:3); write 2',
    ],
    ['threads: "2"', 'got "2" (string, not integer) (FILE:3); write it without quotes: 2'],
    ['threads: 9223372036854775807', 'threads: expected 1 to 64, got 9223372036854776000 (FILE:3)'],
    [
      'cameras: {front: {topic: /f, rate: 1e-300}}',
      'front.rate: expected 0 to 1000 Hz, at least 0.001 if not 0, got 1e-300 (FILE:3)',
    ],
    ['cameras: {front: {topic: /f, rate: .nan}}', 'got NaN (FILE:3)'],
  ];
  for (const [line, message] of cases) {
    const said = refusal(`${HEAD}    ${line}\n`);
    assert.ok(said.includes(message.replaceAll('FILE', path)), `${line}: ${said}`);
  }
});

test('a list over several lines is quoted in one', () => {
  assert.match(
    refusal(`${HEAD}    labels:\n      - door\n      - 5\n`),
    /got \[door, 5\] \(mixed list, not string_array\) \(.*robot\.yaml:3\); item 2 is 5 \(integer, not string\): quote what is not text: \[door, "5"\]$/,
  );
});

test('what is quoted, and dates and times as rcl reads them, are strings', () => {
  writeFileSync(
    path,
    `${HEAD}    query: 'yes'\n    labels: ["5", 'on', 2024-01-01, 1:30, 1_000, !!str no, Tür]\n    extra_queries: []\n`,
  );
  const { query, labels, extraQueries } = readSettings(readParameterFile(path, '/vljepa'));
  assert.equal(query, 'yes');
  assert.deepEqual(labels, ['5', 'on', '2024-01-01', '1:30', '1_000', 'no', 'Tür']);
  assert.deepEqual(extraQueries, []);
});

test('the same on the command line', () => {
  const assigned = (argument: string) =>
    refusalOf(() => readSettings(resolveOverrides([{ assignment: argument }], '/vljepa')));
  assert.match(
    assigned('query:=yes'),
    /got yes \(bool, not string\) \(-p query\); quote it .*: "yes"$/,
  );
  assert.match(assigned('labels:=[door, 5]'), /item 2 is 5 .*\[door, "5"\]$/);
  assert.match(
    assigned('use_sim_time:=1'),
    /use_sim_time: expected true or false, got 1 \(integer/,
  );
  const settings = (argument: string) =>
    readSettings(resolveOverrides([{ assignment: argument }], '/vljepa'));
  assert.equal(settings('query:=what is it: a door?').query, 'what is it: a door?');
  assert.equal(settings('query:="5"').query, '5');
  assert.deepEqual(settings('labels:=[]').labels, []);
});

test('a file that is not YAML: one line with the file and the line', () => {
  const cases: readonly [content: string, message: RegExp][] = [
    [`${HEAD}    query: a\n    query: b\n`, /robot\.yaml:4: the key query appears twice/],
    [`${HEAD}\tquery: a\n`, /robot\.yaml:3: .*[Tt]abs/],
    [`${HEAD}    query: &q a\n    pack: *q\n`, /robot\.yaml:4: ROS reads no YAML aliases/],
    [`${HEAD}    labels: [a\n`, /robot\.yaml:\d: /],
    [`${HEAD}    query: "a\n`, /robot\.yaml:\d: /],
    [`${HEAD}    query: a\n---\n${HEAD}    query: b\n`, /robot\.yaml:\d: .*documents/],
    ['just text\n', /robot\.yaml:1: this is not a ROS parameter file: expected sections/],
    ['- a\n- b\n', /robot\.yaml:1: this is not a ROS parameter file/],
  ];
  for (const [content, message] of cases) assert.match(refusal(content), message);
});

test('a file that cannot be read: which, and why', () => {
  assert.match(
    refusalOf(() => readParameterFile(folder, '/vljepa')),
    /: it is a folder$/,
  );
  const none = join(folder, 'none.yaml');
  assert.match(
    refusalOf(() => readParameterFile(none, '/vljepa')),
    /none\.yaml: there is no such file$/,
  );
  const latin1 = Buffer.from(`${HEAD}    query: Tür\n`, 'latin1');
  assert.match(refusal(latin1), /robot\.yaml: it is not UTF-8 text$/);
});

test('a byte order mark and line ends of Windows change nothing', () => {
  writeFileSync(
    path,
    `\ufeff${HEAD}    query: a door\n    labels: [x,\n      z]\n`.replaceAll('\n', '\r\n'),
  );
  const { query, labels } = readSettings(readParameterFile(path, '/vljepa'));
  assert.equal(query, 'a door');
  assert.deepEqual(labels, ['x', 'z']);
});

test('a file without ros__parameters is told with the keys it has', () => {
  assert.match(
    refusal('query: a door\nlabels: [b]\n'),
    /robot\.yaml:1: query stands outside ros__parameters/,
  );
  assert.match(
    refusal('vljepa:\n  query: a\n'),
    /robot\.yaml:2: query stands outside ros__parameters/,
  );
  assert.match(
    refusal('vljepa:\n  other:\n'),
    /robot\.yaml:1: this is not a ROS parameter file.*got the keys vljepa/,
  );
  assert.match(
    refusal(`${HEAD}    query: a\nvljepa:\n  labels: [b]\n`),
    /robot\.yaml:5: labels stands outside ros__parameters/,
  );
  assert.match(
    refusal('/**:\n  ros__parameters: 5\n'),
    /robot\.yaml:2: expected parameters below ros__parameters/,
  );
});

test('a file that is keyed to other nodes is told with the keys it has', () => {
  const content =
    '/camera:\n  ros__parameters: {a: 1}\nrobot2:\n  vljepa:\n    ros__parameters: {query: b}\n';
  assert.deepEqual(warnings(content), [
    `${path} has sections for /camera, robot2/vljepa, but none for /vljepa: key its section /vljepa or /**`,
  ]);
  assert.deepEqual(warnings(content, '/robot2/vljepa'), []);
  for (const empty of ['', '# nothing yet\n', '---\n'])
    assert.deepEqual(warnings(empty), [`${path} is empty: it sets no parameters`]);
  const said: string[] = [];
  const arguments_ = ['camera:rate:=5', 'vljepa:query:=a', '/**:threads:=2'];
  const overrides = resolveOverrides(
    arguments_.map((assignment) => ({ assignment })),
    '/vljepa',
    (message) => said.push(message),
  );
  assert.deepEqual([...overrides.keys()], ['query', 'threads']);
  assert.deepEqual(said, ['-p camera:rate:=5 is meant for camera, not for /vljepa']);
});

test('wildcards stand for parts of a node name, anywhere in it', () => {
  const matching: Record<string, readonly string[]> = {
    '/**': ['/vljepa', '/a/vljepa', '/a/b/vljepa'],
    '/**/vljepa': ['/vljepa', '/a/vljepa', '/a/b/vljepa'],
    '/*/vljepa': ['/a/vljepa'],
    '/*': ['/vljepa'],
    '*': ['/vljepa'],
    '/a/**': ['/a/vljepa', '/a/b/vljepa'],
    '/a/*/vljepa': ['/a/b/vljepa'],
    '/a/**/vljepa': ['/a/vljepa', '/a/b/vljepa'],
    vljepa: ['/vljepa', '/a/vljepa', '/a/b/vljepa'],
    '/vljepa': ['/vljepa'],
    'a/vljepa': ['/a/vljepa'],
    '/a**': [],
    '/.*': [],
  };
  for (const [section, nodes] of Object.entries(matching)) {
    const found = ['/vljepa', '/a/vljepa', '/a/b/vljepa', '/vljepa2'].filter((node) =>
      matchesNode(section, node),
    );
    const every = section === '/**' || section === '/*' || section === '*' ? ['/vljepa2'] : [];
    assert.deepEqual(found, [...nodes, ...every], section);
  }
});
