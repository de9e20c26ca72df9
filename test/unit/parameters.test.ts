import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PackDescription } from '../../src/engine/engine.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { VljepaError, type ErrorCode } from '../../src/errors.js';
import { parameterDeclarations } from '../../src/parameters/declarations.js';
import { parameterFile } from '../../src/parameters/document.js';
import { givenValue, type GivenValue } from '../../src/parameters/givenValue.js';
import { parseAssignment, readParameterFile } from '../../src/parameters/overrides.js';
import {
  liveSettings,
  readSettings,
  unknownParameters,
  windowFrames,
} from '../../src/parameters/settings.js';
import { resolveOverrides, splitArguments } from '../../src/ros/arguments.js';

const pack: PackDescription = {
  name: 'tiny',
  id: 'tiny/1',
  embeddingDimension: 4,
  frames: { default: 4, min: 2, max: 8 },
  samplingRate: 5,
  labelTemplate: '{label}',
  readsQuery: true,
  defaultQuery: 'What happens?',
  changeThreshold: 0.25,
};

function fileOf(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'vljepa-')), 'params.yaml');
  writeFileSync(path, text);
  return path;
}

/** Values without their types and places. */
function plain(values: ReadonlyMap<string, GivenValue>): Record<string, unknown> {
  return Object.fromEntries([...values].map(([name, { value }]) => [name, plainValue(value)]));
}

function plainValue(value: GivenValue['value']): unknown {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' ? value.map((item) => plainValue(item.value)) : value;
}

function given(values: Record<string, Parameters<typeof givenValue>[0]>): Map<string, GivenValue> {
  return new Map(Object.entries(values).map(([name, value]) => [name, givenValue(value)]));
}

function fails(code: ErrorCode, pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof VljepaError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, pattern);
    return true;
  };
}

test('sections of every kind of key arrive, later ones win', () => {
  const path = fileOf(`
/**:
  ros__parameters: {query: everyone, threads: 2, cameras: {front: {topic: /a, rate: 2}}}
vljepa:
  ros__parameters: {query: by name}
/robot1/vljepa:
  ros__parameters: {cameras: {front: {rate: 3.5}}}
robot1:
  vljepa:
    ros__parameters: {labels: [door, person]}
/robot2/vljepa:
  ros__parameters: {threads: 7}
/*/vljepa:
  ros__parameters: {selective_decoding.threshold: 0.5}
`);
  assert.deepEqual(plain(readParameterFile(path, '/robot1/vljepa')), {
    query: 'by name',
    threads: 2,
    'cameras.front.topic': '/a',
    'cameras.front.rate': 3.5,
    labels: ['door', 'person'],
    'selective_decoding.threshold': 0.5,
  });
  assert.equal(readParameterFile(path, '/vljepa').get('selective_decoding.threshold'), undefined);
  assert.equal(plain(readParameterFile(path, '/robot2/vljepa'))['threads'], 7);
});

test('a file that is not a parameter file says so', () => {
  assert.throws(
    () => readParameterFile('/nowhere/params.yaml', '/vljepa'),
    fails('PARAMETER_FILE', /nowhere\/params\.yaml/),
  );
  assert.throws(
    () => readParameterFile(fileOf('query: [unclosed'), '/vljepa'),
    fails('PARAMETER_FILE', /params\.yaml:1: /),
  );
  assert.throws(
    () => readParameterFile(fileOf('query: x'), '/vljepa'),
    fails('PARAMETER_FILE', /ros__parameters/),
  );
});

test('assignments are YAML, later arguments win', () => {
  const assigned = (argument: string) => {
    const { node, name, given } = parseAssignment(argument);
    return [node, name, plainValue(given.value)];
  };
  assert.deepEqual(assigned('labels:=[a, b]'), [undefined, 'labels', ['a', 'b']]);
  assert.deepEqual(assigned('vljepa:query:=a: b'), ['vljepa', 'query', 'a: b']);
  assert.deepEqual(assigned('query:='), [undefined, 'query', '']);
  assert.deepEqual(assigned('query:="yes"'), [undefined, 'query', 'yes']);
  for (const none of ['query', ':=x', 'vljepa::=x', ''])
    assert.throws(() => parseAssignment(none), fails('PARAMETER_FILE', /expected name:=value/));
  const file = fileOf('/**: {ros__parameters: {threads: 2, query: file}}');
  const split = splitArguments([
    '--ros-args',
    '-r',
    '__ns:=/robot1',
    '-p',
    'threads:=1',
    '--params-file',
    file,
    '-p',
    'query:=last',
    '--log-level',
    'debug',
  ]);
  assert.ok(split !== 'help');
  const { rcl, parameters } = split;
  assert.deepEqual(rcl, ['--ros-args', '-r', '__ns:=/robot1', '--log-level', 'debug']);
  assert.deepEqual(plain(resolveOverrides(parameters, '/robot1/vljepa')), {
    threads: 2,
    query: 'last',
  });
});

test('every kind of bad value names the parameter, what was expected and what was found', () => {
  const bad = (name: string, value: Parameters<typeof givenValue>[0]) => () =>
    readSettings(given({ [name]: value }));
  assert.throws(
    bad('threads', 'two'),
    fails('PARAMETER_TYPE', /threads: expected a whole number, got "two" \(string, not integer\)/),
  );
  assert.throws(bad('threads', 1.5), fails('PARAMETER_TYPE', /1\.5/));
  assert.throws(bad('threads', 0), fails('PARAMETER_RANGE', /1 to 64.*got 0/));
  assert.throws(bad('labels', [1]), fails('PARAMETER_TYPE', /list of strings/));
  assert.throws(bad('autostart', 1), fails('PARAMETER_TYPE', /true or false/));
  for (const value of [NaN, Infinity, -1, 5]) {
    assert.throws(
      bad('selective_decoding.threshold', value),
      fails('PARAMETER_RANGE', new RegExp(`threshold: expected 0 to 4, got ${value}`)),
    );
  }
  for (const value of [1e-300, -1, 1001, NaN, Infinity, -Infinity, 2n ** 63n - 1n]) {
    const rate = given({ 'cameras.front.topic': '/a', 'cameras.front.rate': value });
    assert.throws(
      () => readSettings(rate),
      fails(
        'PARAMETER_RANGE',
        /front\.rate: expected 0 to 1000 Hz, at least 0\.001 if not 0, got /,
      ),
    );
  }
  const cameras = given({ 'cameras.front.topic': '/a', 'cameras.front.transport': 'theora' });
  assert.throws(() => readSettings(cameras), fails('PARAMETER_RANGE', /auto, raw, compressed/));
});

test('cameras are found from the parameters; a duplicate, or one without a topic, is refused', () => {
  const settings = readSettings(
    given({
      'cameras.rear.topic': '/b',
      'cameras.front.topic': '/a',
      'cameras.front.rate': 2,
      'cameras.off.topic': '',
    }),
  );
  assert.deepEqual(
    settings.cameras.map(({ name, topic, rateHz }) => [name, topic, rateHz]),
    [
      ['rear', '/b', 0],
      ['front', '/a', 2],
    ],
  );
  const twice = given({ 'cameras.a.topic': '/x', 'cameras.b.topic': '/x' });
  assert.throws(
    () => readSettings(twice),
    fails('CAMERA_DUPLICATE', /cameras\.a\.topic and cameras\.b\.topic/),
  );
  assert.throws(
    () => readSettings(given({ 'cameras.a.rate': 2 })),
    fails('CAMERA_NO_TOPIC', /cameras\.a\.topic/),
  );
  assert.throws(
    () => readSettings(given({ 'cameras.front.topic': '/a', 'cameras.frnt.rate': 2 })),
    fails('CAMERA_NO_TOPIC', /nearest camera with a topic: front\b/),
  );
  const names = given({ 'cameras.a.topic': '~/cam', 'cameras.b.topic': '/vljepa/cam' });
  assert.throws(
    () => readSettings(names, (_, topic) => topic.replace('~', '/vljepa')),
    fails(
      'CAMERA_DUPLICATE',
      /cameras\.a\.topic \(~\/cam\) and cameras\.b\.topic are both \/vljepa\/cam/,
    ),
  );
});

test("what is not set takes the pack's value", () => {
  const values = given({
    'cameras.a.topic': '/a',
    'cameras.b.topic': '/b',
    'cameras.b.rate': 2,
    'cameras.b.window': 9,
    extra_queries: ['Is it safe?', 'What happens?'],
  });
  const settings = readSettings(values);
  const live = liveSettings(settings, pack, NO_LABELS);
  assert.deepEqual(live.rateHz, { a: 5, b: 2 });
  assert.equal(live.selective.threshold, 0.25);
  assert.deepEqual(live.queries, ['What happens?', 'Is it safe?']);
  assert.equal(windowFrames(settings.cameras[0]!, pack), 4);
  assert.throws(
    () => windowFrames(settings.cameras[1]!, pack),
    fails('PARAMETER_RANGE', /2 to 8 frames, got 9/),
  );
});

test('names that no declaration knows are listed, those of ROS are not', () => {
  const names = ['querry', 'cameras.front.topik', 'use_sim_time', 'query', 'cameras.front.topic'];
  assert.deepEqual(unknownParameters(names), ['querry', 'cameras.front.topik']);
});

test('the shipped file holds every parameter with its default', () => {
  const values = readParameterFile(fileOf(parameterFile()), '/vljepa');
  for (const { name, default: value } of parameterDeclarations) {
    if (name === 'cameras.<name>.topic') continue;
    const one = name.startsWith('watches.') ? 'watch' : 'camera';
    assert.deepEqual(plain(values)[name.replace('<name>', one)], value, name);
  }
  assert.equal(readSettings(values).cameras[0]?.topic, '/camera/image_raw');
});
