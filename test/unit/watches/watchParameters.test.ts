import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VljepaError } from '../../../src/errors.js';
import { declarationOf, watchNames } from '../../../src/parameters/declarations.js';
import { givenValue } from '../../../src/parameters/givenValue.js';
import { readSettings, unknownParameters } from '../../../src/parameters/settings.js';

type Value = Parameters<typeof givenValue>[0];

const settings = (values: Readonly<Record<string, Value>>) =>
  readSettings(new Map(Object.entries(values).map(([name, value]) => [name, givenValue(value)])));

test('a watch has what was set, and defaults for the rest', () => {
  const { watches } = settings({
    'watches.person.when': 'a person is in view',
    'watches.person.unless': ['the way is free'],
    'watches.person.rise': 1,
    'watches.person.on_rise.snapshot': '/rosbag2_recorder/snapshot',
  });
  assert.deepEqual(watches, [
    {
      name: 'person',
      when: 'a person is in view',
      unless: ['the way is free'],
      query: '',
      cameras: [],
      rise: 1,
      fall: 0.3,
      persistenceSeconds: 0.5,
      holdOnSeconds: 1,
      holdOffSeconds: 0,
      staleSeconds: 0.7,
      unknownIs: 'silent',
      snapshotService: '/rosbag2_recorder/snapshot',
      snapshotDelaySeconds: 5,
      snapshotIntervalSeconds: 60,
    },
  ]);
});

test('without a condition, or with an empty one, there is no watch', () => {
  assert.deepEqual(
    settings({
      'watches.person.rise': 0.9,
      'watches.door.when': ' ',
      'watches.cup.when': 'there is a cup',
    }).watches.map(({ name }) => name),
    ['cup'],
  );
});

test('names that cannot be topics, and parameters that do not exist, declare nothing', () => {
  const names = [
    'watches.2nd.when',
    'watches.a-b.when',
    'watches..when',
    `watches.${'a'.repeat(65)}.when`,
    'watches.person.whenever',
    'watches.person.on_rise.snap',
    'watches.<name>.when',
    'watches.when',
  ];
  assert.deepEqual(unknownParameters(names), names);
  assert.deepEqual(watchNames(names), []);
  assert.ok(declarationOf(`watches.${'a'.repeat(64)}.when`));
  assert.ok(declarationOf('watches._hidden.on_rise.delay'));
});

test('values out of range are refused with what was expected', () => {
  for (const [values, code, pattern] of [
    [{ 'watches.a.rise': 1.1 }, 'PARAMETER_RANGE', /watches\.a\.rise: expected 0 to 1, got 1\.1/],
    [{ 'watches.a.unknown_is': 'maybe' }, 'PARAMETER_RANGE', /one of on, off, silent/],
    [{ 'watches.a.when': true }, 'PARAMETER_TYPE', /watches\.a\.when: expected a string/],
    [{ 'watches.a.cameras': 'front' }, 'PARAMETER_TYPE', /put it in brackets/],
  ] as const) {
    assert.throws(
      () => settings({ ...values, 'watches.a.fall': 0.1 }),
      (error) => {
        assert.ok(error instanceof VljepaError);
        assert.equal(error.code, code);
        assert.match(error.message, pattern);
        return true;
      },
    );
  }
});
