import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parseAssignment, readParameterFile } from '../../src/parameters/overrides.js';
import { readSettings, unknownParameters } from '../../src/parameters/settings.js';
import { checkout } from '../fixtures/fixtures.js';

const readme = readFileSync(join(checkout, 'README.md'), 'utf8');
const [, table] = /## You want, you write\n([^]*?)\n\n[A-Z]/.exec(readme)!;
const written = [...table!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

/** Names and values as a node would get them. */
function accepted(values: ReturnType<typeof readParameterFile>): void {
  assert.deepEqual(unknownParameters(values.keys()), []);
  readSettings(values);
}

const files = written.filter((code) => code.startsWith('watches:'));
for (const code of files)
  test(`a parameter file takes ${code}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vljepa-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'robot.yaml');
    writeFileSync(path, `/**:\n  ros__parameters:\n    ${code}\n`);
    accepted(readParameterFile(path, '/vljepa'));
    assert.equal(readSettings(readParameterFile(path, '/vljepa')).watches.length, 1);
  });

const settings = written.filter((code) => code.startsWith('ros2 param set '));
for (const code of settings)
  test(`a node takes ${code}`, () => {
    const [, name, value] = /^ros2 param set \/vljepa (\S+) "(.*)"$/.exec(code)!;
    const assigned = parseAssignment(`${name}:=${value}`);
    accepted(new Map([[assigned.name, assigned.given]]));
  });

const calls = written.filter((code) => code.startsWith('ros2 service call '));
for (const code of calls)
  test(`the service has what is asked by ${code}`, () => {
    const [, type, request] = /^ros2 service call \/vljepa\/\w+ vljepa\/srv\/(\w+) "(.*)"$/.exec(
      code,
    )!;
    const [fields] = readFileSync(join(checkout, `srv/${type}.srv`), 'utf8').split('---');
    for (const field of Object.keys(parse(request!) as object))
      assert.match(fields!, new RegExp(`^\\S+ ${field}$`, 'm'));
  });

test('every row has something that is written', () => {
  const rows = table!.split('\n').filter((row) => row.startsWith('| ')).length - 1;
  assert.ok(files.length + settings.length + calls.length >= rows, `${rows} rows`);
});
