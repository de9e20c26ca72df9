import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CalibratedThreshold } from '../../src/selective/calibratedThreshold.js';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { seededRandom } from '../marbles.js';

const settings: SelectiveDecoding = {
  threshold: 0.2,
  smoothingSeconds: 0.25,
  persistenceSeconds: 0.25,
  refractorySeconds: 1,
  hysteresis: 0.8,
  texts: 'new_facts',
  falseAlarmsPerHour: 2,
  pauseOnFault: true,
};

/** A threshold that has seen a camera for so long, four windows a second, of two seconds each. */
function seen(
  seconds: number,
  scoreAt: (seconds: number) => number,
  movesAt: (seconds: number) => boolean = () => false,
): CalibratedThreshold {
  const calibrated = new CalibratedThreshold();
  for (let k = 0; k < 4 * seconds; k++) {
    const stampNs = BigInt(k) * 250_000_000n;
    calibrated.learn({
      stampNs,
      windowStartNs: stampNs - 1_750_000_000n,
      run: 0,
      moving: movesAt(k / 4),
      change: scoreAt(k / 4),
    });
  }
  return calibrated;
}

/** Noise of that mean. */
function noise(mean: number): () => number {
  const random = seededRandom(1);
  return () => -mean * Math.log(1 - random());
}

test('without a wish the threshold is the fixed one', () => {
  const calibrated = seen(600, noise(0.1));
  assert.equal(calibrated.threshold({ ...settings, falseAlarmsPerHour: 0 }), 0.2);
});

test('it is the fixed one until a minute of quiet was seen', () => {
  assert.equal(seen(30, noise(0.1)).threshold(settings), 0.2);
  assert.notEqual(seen(120, noise(0.1)).threshold(settings), 0.2);
});

test('a noisy camera has a higher one, and fewer alarms a higher one still', () => {
  const calibrated = seen(1200, noise(0.1));
  const two = calibrated.threshold(settings);
  assert.ok(Math.abs(two / (0.1 * Math.log(7200)) - 1) < 0.25, `${two}`);
  assert.ok(calibrated.threshold({ ...settings, falseAlarmsPerHour: 0.2 }) > two);
});

test('a camera without noise does not make a change of everything', () => {
  assert.equal(seen(1200, noise(0.0001)).threshold(settings), 0.1);
});

test('what changes while something moves, or has moved within the window, is no noise', () => {
  const moves = (seconds: number) => seconds % 20 < 5;
  const score = noise(0.02);
  // For 2.25 s after the motion the window and the measure of motion still hold it.
  const calibrated = seen(1200, (seconds) => (seconds % 20 < 7 ? 1 : score()), moves);
  assert.ok(calibrated.threshold(settings) < 0.4);
});

test('what follows upon a jump of the stamps is no noise', () => {
  const calibrated = new CalibratedThreshold();
  for (let run = 0; run < 500; run++)
    for (let k = 0; k < 8; k++) {
      const stampNs = BigInt(k) * 250_000_000n;
      calibrated.learn({ stampNs, windowStartNs: 0n, run, moving: false, change: 1 });
    }
  assert.equal(calibrated.threshold(settings), 0.2);
});
