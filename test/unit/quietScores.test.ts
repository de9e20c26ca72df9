import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuietScores } from '../../src/selective/quietScores.js';
import { seededRandom } from '../marbles.js';

const RATE_HZ = 4;

/** Scores as noise gives them: exponential, of that mean. */
function exponential(random: () => number, mean: number): number {
  return -mean * Math.log(1 - random());
}

function learned(mean: number, seconds: number, seed = 1): QuietScores {
  const random = seededRandom(seed);
  const scores = new QuietScores();
  for (let k = 0; k < seconds * RATE_HZ; k++) scores.add(exponential(random, mean), 1 / RATE_HZ);
  return scores;
}

for (const mean of [0.002, 0.02, 0.1]) {
  test(`noise of mean ${mean}: what is exceeded twice an hour is known after ten minutes`, () => {
    const expected = mean * Math.log((3600 * RATE_HZ) / 2);
    for (let seed = 1; seed <= 5; seed++) {
      const threshold = learned(mean, 600, seed).threshold(2)!;
      assert.ok(Math.abs(threshold / expected - 1) < 0.25, `${threshold}, expected ${expected}`);
    }
  });
}

test('fewer alarms, a higher threshold', () => {
  const scores = learned(0.02, 600);
  const thresholds = [60, 10, 1, 0.1].map((perHour) => scores.threshold(perHour)!);
  assert.deepEqual(
    thresholds,
    [...thresholds].sort((a, b) => a - b),
  );
});

test('nothing is said of an hour after seconds', () => {
  assert.equal(new QuietScores().threshold(2), undefined);
  assert.equal(learned(0.02, 30).threshold(2), undefined);
});

test('a camera that becomes noisier is followed', () => {
  const random = seededRandom(1);
  const scores = new QuietScores();
  for (const mean of [0.01, 0.05])
    for (let k = 0; k < 1800 * RATE_HZ; k++) scores.add(exponential(random, mean), 1 / RATE_HZ);
  const expected = 0.05 * Math.log((3600 * RATE_HZ) / 2);
  assert.ok(Math.abs(scores.threshold(2)! / expected - 1) < 0.3);
});
