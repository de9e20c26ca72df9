import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { SelectiveJudge } from '../../src/selective/selectiveJudge.js';
import { SlowChange } from '../../src/selective/slowChange.js';
import { direction } from '../fakeEngine.js';

const THRESHOLD = 0.2;

interface Scene {
  /** Of S_y, in degrees: 0.3 in squared distance are 32 degrees. */
  readonly angle: (seconds: number) => number;
  readonly moves?: (seconds: number) => boolean;
}

/** States four times a second, of windows of two seconds. */
function* states(seconds: number, { angle, moves = () => false }: Scene) {
  for (let k = 0; k < 4 * seconds; k++) {
    const stampNs = BigInt(k) * 250_000_000n;
    yield {
      stampNs,
      windowStartNs: stampNs - 1_750_000_000n,
      run: 0,
      moving: moves(k / 4),
      condition: 'ok' as const,
      embedding: direction(angle(k / 4)),
    };
  }
}

/** Seconds at which a slow change is told. */
function told(seconds: number, scene: Scene): number[] {
  const slow = new SlowChange();
  return [...states(seconds, scene)].flatMap((state) =>
    slow.update(state, THRESHOLD) ? [Number(state.stampNs) / 1e9] : [],
  );
}

const from = (start: number, angle: number) => (seconds: number) => (seconds < start ? 0 : angle);

test('what is another place after five seconds is told once, and what follows is held against it', () => {
  assert.deepEqual(told(60, { angle: from(20, 60) }), [25]);
  const twice = (seconds: number) => (seconds < 20 ? 0 : seconds < 40 ? 60 : 120);
  assert.deepEqual(told(60, { angle: twice }), [25, 45]);
});

test('a light that fades for a minute is told while it does', () => {
  const times = told(120, { angle: (seconds) => Math.min(60, seconds) });
  assert.ok(times.length >= 1 && times.length <= 2, times.join(' '));
  assert.ok(times[0]! > 32 && times[0]! < 42, times.join(' '));
});

test('what goes to and fro, or goes less far, is not told', () => {
  assert.deepEqual(told(120, { angle: (seconds) => (seconds % 6 < 3 ? 0 : 90) }), []);
  assert.deepEqual(told(120, { angle: from(20, 30) }), []);
});

test('where a motion has led is no slow change', () => {
  const moves = (seconds: number) => seconds > 19 && seconds < 21;
  assert.deepEqual(told(120, { angle: from(20, 90), moves }), []);
});

test('with new facts a slow change is put into words, once; with every change when it is confirmed', () => {
  const settings: SelectiveDecoding = {
    threshold: THRESHOLD,
    smoothingSeconds: 0.25,
    persistenceSeconds: 0.25,
    refractorySeconds: 1,
    hysteresis: 0.8,
    texts: 'new_facts',
    falseAlarmsPerHour: 0,
    pauseOnFault: true,
  };
  const worded = (texts: SelectiveDecoding['texts']) => {
    const judge = new SelectiveJudge();
    return [...states(60, { angle: from(30, 60) })].flatMap((state) =>
      judge.update(state, { ...settings, texts }).worded ? [Number(state.stampNs) / 1e9] : [],
    );
  };
  assert.deepEqual(worded('new_facts'), [0, 35]);
  assert.equal(worded('every_change').length, 2);
  assert.ok(worded('every_change')[1]! < 32);
});
