import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentValues } from '../../src/metrics/recentValues.js';
import { addCounts, percentile, percentiles, rounded } from '../../src/metrics/statistics.js';

test('percentiles are nearest ranks: values that were measured, in whatever order they came', () => {
  assert.equal(percentile([3, 1, 2], 0.5), 2);
  assert.equal(percentile([1, 2, 3, 4], 0.5), 2);
  assert.equal(percentile([1, 2, 3, 4], 0.99), 4);
  for (const share of [0, 0.5, 1]) assert.equal(percentile([7], share), 7);
  assert.equal(percentile([10, 9, -1], 0), -1);
});

test('every hundredth of a hundred values is that value, although 0.07 × 100 is above 7', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  for (let rank = 1; rank <= 100; rank++) assert.equal(percentile(values, rank / 100), rank);
  assert.deepEqual(percentiles(values), { p50: 50, p90: 90, p99: 99, max: 100 });
});

test('of nothing there is no percentile', () => {
  assert.ok(Number.isNaN(percentile([], 0.5)));
  assert.deepEqual(percentiles([]), { p50: NaN, p90: NaN, p99: NaN, max: NaN });
});

test('what is given is not sorted in place', () => {
  const values = [3, 1, 2];
  percentiles(values);
  assert.deepEqual(values, [3, 1, 2]);
});

test('recent values: the oldest go, the memory is bounded, all are counted', () => {
  const recent = new RecentValues(10);
  assert.deepEqual(recent.values, []);
  for (let value = 0; value < 1005; value++) recent.add(value);
  assert.equal(recent.count, 1005);
  assert.deepEqual(
    [...recent.values].sort((a, b) => a - b),
    [995, 996, 997, 998, 999, 1000, 1001, 1002, 1003, 1004],
  );
  const all = new RecentValues(Infinity);
  for (let value = 0; value < 5000; value++) all.add(value);
  assert.equal(all.values.length, 5000);
});

test('counts of several cameras are added by name, in the order of names', () => {
  const added = addCounts([{ text_busy: 1, busy: 2 }, {}, { busy: 3 }]);
  assert.deepEqual(Object.entries(added), [
    ['busy', 5],
    ['text_busy', 1],
  ]);
});

test('rounded to so many digits', () => {
  assert.equal(rounded(1.23456, 2), 1.23);
  assert.equal(rounded(17.996, 2), 18);
});
