import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { GivenValue } from '../../src/parameters/givenValue.js';
import { parseAssignment } from '../../src/parameters/overrides.js';
import { expandTopic, fullTopicFault, topicFault } from '../../src/parameters/topicName.js';

const SCRIPT = fileURLToPath(new URL('../../../test/ros/rcl_reads.py', import.meta.url));

const VALUES =
  `yes Yes YES yEs y Y on On ON oN true True TRUE off Off OFF n N no No NO false nope 0 -0
  1 -1 +5 007 010 08 0x10 0XfF 0x -0x10 0o17 1_000 12e 1e5 1E5 1e+5 1e-5 .5 5. . -.5e3 1e400 1e-400 0e9
  inf Inf -inf +inf infinity .inf .INF -.inf nan NaN .nan .NaN 1:30 12:30:45 2024-01-01 2024-01-01T10:00:00
  9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 door Tür カメラ /camera/image
  "yes" 'no' "5" '' "" !!str\tyes "a\\tb" ==x 50% 1,5 [a,b] [1,2] [1.5,2.5] [true,no] ["1",'2'] [a]`
    .split(/\s+/)
    .map((value) => value.replaceAll('\\t', ' '));

const TOPICS = [
  ...[
    '/a',
    'a',
    '~',
    '~/a',
    '/a/b_c/D1',
    '_a',
    '/_',
    '/a__b',
    '{ns}/a',
    '/{node}',
    'a{node}',
    '/a/{namespace}',
  ],
  ...[
    '',
    '/',
    '//',
    '/a//b',
    '//a',
    '/a/',
    'a/',
    '~/',
    '~ä',
    '/~',
    'a~',
    '/a/~/b',
    '~~',
    '~//a',
    '{',
    '}',
    '/{a',
  ],
  ...[
    '/a}',
    '/{}',
    '/{x}',
    '/{no de}',
    '/{node}}',
    '{{node}}',
    '/1a',
    '1a',
    '/a/2',
    '~/3',
    '/{node}/4',
    '/a1',
  ],
  ...[
    '/a b',
    ' /a',
    '/a ',
    '/a-b',
    '/a.b',
    '/a:b',
    '/ü',
    '/カ',
    '/🤖',
    '/a\tb',
    '/a\\b',
    '/a*',
    '/a?b',
    '/a#',
  ],
];

interface Readings {
  readonly values: readonly (readonly [type: string, text: string] | null)[];
  readonly topics: readonly boolean[];
}

function rclReads(): Readings {
  const input = JSON.stringify({ values: VALUES, topics: TOPICS });
  const { stdout, stderr, status } = spawnSync('python3', [SCRIPT], { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Readings;
}

const readings = rclReads();

/** As Python writes it. */
function python(given: GivenValue): string {
  const { type, value } = given;
  if (typeof value === 'object') return `[${value.map(python).join(', ')}]`;
  if (type === 'bool') return value ? 'True' : 'False';
  if (type === 'double') return Number.isNaN(value) ? 'nan' : String(value);
  return String(value);
}

test('a value after -p has the type and the value that rcl gives it', () => {
  VALUES.forEach((written, i) => {
    const reading = readings.values[i];
    if (!reading) return;
    const [type, text] = reading;
    const { given } = parseAssignment(`x:=${written}`);
    assert.equal(given.type, type, written);
    if (type === 'double')
      assert.equal(Number(given.value), Number(text.replace('inf', 'Infinity')), written);
    else if (!type.endsWith('_array')) assert.equal(python(given), text, written);
  });
  assert.ok(
    readings.values.filter(Boolean).length > VALUES.length - 8,
    'rcl reads nearly all of them',
  );
});

// But for ~foo, which the rules forbid and rcl glues to the node's name.
test('a topic is refused exactly where rcl and rmw refuse it', () => {
  TOPICS.forEach((topic, i) => {
    const fault = topicFault(topic) ?? fullTopicFault(expandTopic(topic, 'vljepa', '/robot1'));
    assert.equal(fault === undefined, readings.topics[i], `${topic}: ${fault}`);
  });
});
