import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountFor, emptyAccount } from '../../bench/soak/account.js';
import { killFigures, moments } from '../../bench/soak/kills.js';
import { readOptions } from '../../bench/soak/options.js';
import { drift, slopePerHour } from '../../bench/soak/trend.js';

const counts = {
  camera: 'front',
  frames: 100,
  skipped: 40,
  windows: 50,
  texts: 3,
  drops: [
    { name: 'busy', count: 8 },
    { name: 'frame_corrupt', count: 2 },
    { name: 'text_busy', count: 7 },
  ],
};

test('every frame is a window, skipped or dropped; a text is not a frame', () => {
  const once = accountFor(emptyAccount, counts);
  assert.equal(once.unaccounted, 0);
  const twice = accountFor(once, { ...counts, camera: 'rear', frames: 103 });
  assert.deepEqual(twice, {
    frames: 203,
    skipped: 80,
    windows: 100,
    texts: 6,
    drops: { busy: 16, frame_corrupt: 4, text_busy: 14 },
    unaccounted: 3,
  });
});

test('a frame that is counted twice shows as one below zero', () => {
  assert.equal(accountFor(emptyAccount, { ...counts, windows: 51 }).unaccounted, -1);
});

test('the slope of memory is that of its samples, whatever a few odd ones say', () => {
  const samples = Array.from({ length: 1300 }, (_, index) => ({
    seconds: 5 * index,
    value: 1e8 + (5 * index * 2e6) / 3600 + (index % 100 === 7 ? 5e7 : 0),
  }));
  assert.ok(Math.abs(slopePerHour(samples) - 2e6) < 1e4, String(slopePerHour(samples)));
  assert.ok(Number.isNaN(slopePerHour(samples.slice(0, 1))));
});

test('the drift holds the last third against the first', () => {
  const samples = [10, 11, 12, 50, 50, 50, 20, 22, 24].map((value, seconds) => ({
    seconds,
    value,
  }));
  assert.equal(drift(samples), 2);
});

test('options that are no numbers are refused with what was expected', () => {
  const options = readOptions(['--minutes', '60', '--seed', '4']);
  assert.ok(options !== 'help');
  assert.deepEqual([options.minutes, options.seed, options.cameras], [60, 4, 4]);
  assert.ok(options.only.includes('worker_killed') && !options.only.includes('node_killed'));
  assert.equal(readOptions(['--help']), 'help');
  assert.throws(() => readOptions(['--minutes', 'long']), /--minutes: expected a number above 0/);
  assert.throws(
    () => readOptions(['--only', 'rain']),
    /--only: expected some of parameters, .*"rain"/,
  );
  assert.throws(() => readOptions(['--seed', '1.5']), /--seed: expected a whole number above 0/);
});

test('--kills kills and does nothing else, unless told so', () => {
  const alone = readOptions(['--kills', '200']);
  assert.ok(alone !== 'help');
  assert.deepEqual([alone.kills, alone.only], [200, ['node_killed']]);
  const among = readOptions(['--kills', '9', '--only', 'labels,node_killed']);
  assert.ok(among !== 'help');
  assert.deepEqual(among.only, ['labels', 'node_killed']);
  assert.throws(
    () => readOptions(['--kills', '9', '--only', 'labels']),
    /--kills: expected node_killed among --only, got labels/,
  );
});

test('the node is killed in every transition of its lifecycle', () => {
  const transitions = ['configure', 'activate', 'deactivate', 'cleanup', 'shutdown'];
  assert.deepEqual(
    transitions.filter((name) => !(name in moments)),
    [],
  );
});

test('what a kill costs, by what the node was at', () => {
  const kills = [1.5, 2.5, 3.5].map((stateSeconds, index) => ({
    moment: index === 1 ? 'start' : 'active',
    activeSeconds: stateSeconds - 0.5,
    stateSeconds,
  }));
  const figures = killFigures(kills);
  assert.deepEqual([figures.kills, figures.later_than_limit], [3, 1]);
  assert.deepEqual(figures.first_state_s, { min: 1.5, p50: 2.5, p90: 3.5, p99: 3.5, max: 3.5 });
  assert.equal(figures.by_moment['start']!.active_s.max, 2);
  assert.equal(figures.by_moment['active']!.later_than_limit, 1);
});
