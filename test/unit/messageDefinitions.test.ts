import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { completeDefinition, messageDefinition } from '../../src/messages/definitions.js';
import { checkout } from '../fixtures/fixtures.js';

const LINE = '='.repeat(80);
const HEADER = `${LINE}
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
${LINE}
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
`;

test("a message of the package is its file's text, then every message it holds, once", () => {
  const own = (name: string) => readFileSync(join(checkout, `msg/${name}.msg`), 'utf8');
  assert.equal(
    messageDefinition('vljepa/msg/WorldState'),
    `${own('WorldState')}${HEADER}${LINE}\nMSG: vljepa/LabelScore\n${own('LabelScore')}`,
  );
});

test('a message of a standard package holds its constants and what it names without a package', () => {
  const definition = messageDefinition('diagnostic_msgs/msg/DiagnosticArray');
  const [own, ...held] = definition.split(`${LINE}\n`);
  assert.equal(own, 'std_msgs/Header header\ndiagnostic_msgs/DiagnosticStatus[] status\n');
  assert.deepEqual(
    held.map((text) => text.split('\n')[0]),
    [
      'MSG: std_msgs/Header',
      'MSG: builtin_interfaces/Time',
      'MSG: diagnostic_msgs/DiagnosticStatus',
      'MSG: diagnostic_msgs/KeyValue',
    ],
  );
  assert.match(definition, /^uint8 STALE = 3$/m);
});

test("a message of another package is completed from its file's text", () => {
  const text = 'std_msgs/Header header # when\nfloat32[3] position\n';
  assert.equal(completeDefinition('bond', text), `${text}${HEADER}`);
});

test('a message that nobody defines is refused by name', () => {
  assert.throws(() => messageDefinition('bond/msg/Status'), /expected .*, got bond\/Status/);
  assert.throws(() => completeDefinition('bond', 'Other other\n'), /got bond\/Other/);
});
