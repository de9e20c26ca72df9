import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import {
  declarationOf,
  parameterDeclarations,
  rosDeclarations,
} from '../../src/parameters/declarations.js';
import { parseAssignment, readParameterFile } from '../../src/parameters/overrides.js';
import { readSettings } from '../../src/parameters/settings.js';
import { validate } from '../../src/parameters/validate.js';
import { splitArguments } from '../../src/ros/arguments.js';
import { givenParameter } from '../../src/ros/parameterMessage.js';
import { readCommandLine } from '../../src/replay/commandLine.js';
import { assertTold, part, watchMemory } from './cases.js';

const folder = mkdtempSync(join(tmpdir(), 'vljepa-properties-'));
const memory = watchMemory();
after(() => {
  rmSync(folder, { recursive: true });
  memory();
});

const names = [...parameterDeclarations, ...rosDeclarations].map(({ name }) =>
  name.replace('<name>', 'front'),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string().map((part) => `cameras.${part}.topic`) },
  { weight: 1, arbitrary: fc.string().map((part) => `watches.${part}.when`) },
);
/** What a client of ~/set_parameters may send; rclnodejs gives numbers of 64 bits as either. */
const wide = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
const message = fc.record({
  name,
  value: fc.record({
    type: fc.oneof({ weight: 9, arbitrary: fc.nat(9) }, fc.nat(255)),
    bool_value: fc.boolean(),
    integer_value: wide,
    double_value: fc.double(),
    string_value: fc.string({ unit: 'binary' }),
    byte_array_value: fc.uint8Array(),
    bool_array_value: fc.array(fc.boolean()),
    integer_array_value: fc.array(wide),
    double_array_value: fc.array(fc.double()),
    string_array_value: fc.array(fc.string({ unit: 'binary' })),
  }),
});

test('a value from a service is taken within its range, or refused', () => {
  let taken = 0;
  fc.assert(
    fc.property(message, (sent) => {
      const { given } = givenParameter(sent);
      const declaration = declarationOf(sent.name);
      if (declaration === undefined) return;
      let value;
      try {
        value = validate(sent.name, declaration, given);
      } catch (error) {
        assertTold(error, /^PARAMETER_(TYPE|RANGE)$/);
        return;
      }
      taken += 1;
      const { range, choices } = declaration;
      if (range) assert.ok(Number(value) >= range.min && Number(value) <= range.max);
      if (choices) assert.ok(choices.includes(String(value)));
    }),
    part(0.1),
  );
  assert.ok(taken > 0);
});

test('any set of parameters gives settings, or is refused', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
      const values = new Map(messages.map((sent) => [sent.name, givenParameter(sent).given]));
      try {
        readSettings(values);
      } catch (error) {
        assertTold(error, /^(PARAMETER_TYPE|PARAMETER_RANGE|CAMERA_\w+)$/);
      }
    }),
    part(0.05),
  );
});

test('any file is read as a parameter file, or refused as one', () => {
  const path = join(folder, 'any.yaml');
  const yaml = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.stringMatching(/^[-{}[\]:,&*!|>'"%@`#?\s\w./]{0,60}$/),
    fc
      .dictionary(
        fc.constantFrom('/**', 'vljepa', '/vljepa', '/*', 'other'),
        fc.oneof(
          fc.record({ ros__parameters: fc.dictionary(name, fc.jsonValue({ maxDepth: 3 })) }),
          fc.jsonValue({ maxDepth: 2 }),
        ),
      )
      .map((document) => stringify(document)),
  );
  fc.assert(
    fc.property(yaml, (text) => {
      writeFileSync(path, text);
      try {
        readParameterFile(path, '/vljepa');
      } catch (error) {
        assertTold(error, /^PARAMETER_FILE$/);
      }
    }),
    part(0.05),
  );
});

test('any command line is followed, or refused with what was expected', () => {
  const word = fc.oneof(
    fc.constantFrom('--ros-args', '-p', '-r', '--remap', '--log-level', '--', '--params-file'),
    fc.constantFrom('--out', '--camera', 'bag', '--threshold', '-h', '__node:=x', 'a:=b'),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      for (const read of [splitArguments, readCommandLine]) {
        try {
          read(words);
        } catch (error) {
          assertTold(error, /^(COMMAND_LINE|PARAMETER_\w+)$/);
        }
      }
      for (const assignment of words) {
        try {
          parseAssignment(assignment);
        } catch (error) {
          assertTold(error, /^PARAMETER_FILE$/);
        }
      }
    }),
    part(0.05),
  );
});
