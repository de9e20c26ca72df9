import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hysteresis } from '../../../src/watches/hysteresis.js';

const RULE = {
  rise: 0.7,
  fall: 0.3,
  persistenceSeconds: 0.5,
  holdOnSeconds: 2,
  holdOffSeconds: 1,
};

/** Seconds → a stamp. */
const at = (seconds: number): bigint => BigInt(Math.round(seconds * 1e9));

/** One window every quarter of a second from `start` on. */
function show(
  rule: Hysteresis,
  probabilities: readonly number[],
  { start = 0, run = 0 } = {},
): void {
  probabilities.forEach((probability, i) =>
    rule.update({ stampNs: at(start + i / 4), run, probability }),
  );
}

const repeated = (probability: number, count: number): number[] =>
  Array.from({ length: count }, () => probability);

test('it is unknown until the probability has stayed on one side for the persistence', () => {
  const rule = new Hysteresis(RULE);
  for (const seconds of [0, 0.25])
    assert.equal(rule.update({ stampNs: at(seconds), run: 0, probability: 0.9 }), 'UNKNOWN');
  assert.equal(rule.update({ stampNs: at(0.5), run: 0, probability: 0.9 }), 'ON');
  assert.equal(rule.state, 'ON');
  const other = new Hysteresis(RULE);
  for (const seconds of [0, 0.25])
    assert.equal(other.update({ stampNs: at(seconds), run: 0, probability: 0.1 }), 'UNKNOWN');
  assert.equal(other.update({ stampNs: at(0.5), run: 0, probability: 0.1 }), 'OFF');
});

test('between the thresholds the state stays, and from unknown it is not ON', () => {
  const rule = new Hysteresis(RULE);
  show(rule, repeated(0.5, 4));
  assert.equal(rule.state, 'OFF');
  show(rule, repeated(0.69, 20), { start: 1 });
  assert.equal(rule.state, 'OFF');
  show(rule, repeated(0.7, 3), { start: 6 });
  assert.equal(rule.state, 'ON');
  show(rule, repeated(0.3, 20), { start: 7 });
  assert.equal(rule.state, 'ON');
  show(rule, repeated(0.29, 3), { start: 12 });
  assert.equal(rule.state, 'OFF');
});

test('a probability that does not last changes nothing', () => {
  const rule = new Hysteresis(RULE);
  show(rule, repeated(0.1, 8));
  show(rule, [0.9, 0.9, 0.1, 0.9, 0.9, 0.1, 0.9, 0.9], { start: 2 });
  assert.equal(rule.state, 'OFF');
  rule.update({ stampNs: at(4), run: 0, probability: 0.9 });
  assert.equal(rule.state, 'ON', 'three in a row');
});

test('each state is held for its least time by the stamps', () => {
  const rule = new Hysteresis(RULE);
  show(rule, repeated(0.1, 3));
  // OFF since 0.5 s: not ON before 1.5 s, though the probability has lasted since 1.25 s.
  const rising: string[] = [];
  for (let seconds = 0.75; seconds <= 1.5; seconds += 0.25)
    rising.push(rule.update({ stampNs: at(seconds), run: 0, probability: 0.9 }));
  assert.deepEqual(rising, ['OFF', 'OFF', 'OFF', 'ON']);
  const falling: string[] = [];
  for (let seconds = 1.75; seconds <= 3.5; seconds += 0.25)
    falling.push(rule.update({ stampNs: at(seconds), run: 0, probability: 0.1 }));
  assert.deepEqual(falling, [...repeated(0, 7).map(() => 'ON'), 'OFF']);
});

test('a fall above the rise counts as the rise: it does not swing', () => {
  const rule = new Hysteresis({ ...RULE, rise: 0.4, fall: 0.9, holdOnSeconds: 0 });
  show(rule, repeated(0.5, 40));
  assert.equal(rule.state, 'ON');
  show(rule, repeated(0.39, 3), { start: 10 });
  assert.equal(rule.state, 'OFF');
});

test('a jump of the stamps ends what was under way, but not the state', () => {
  const rule = new Hysteresis(RULE);
  show(rule, repeated(0.9, 3), { start: 100 });
  assert.equal(rule.state, 'ON');
  // Back in time: the least time to stay ON, which is over by no clock, does not hold it for ever.
  show(rule, [0.1, 0.1], { start: 0, run: 1 });
  assert.equal(rule.state, 'ON');
  show(rule, [0.1], { start: 0.5, run: 1 });
  assert.equal(rule.state, 'OFF');
  show(rule, [0.9, 0.9], { start: 10, run: 1 });
  show(rule, [0.9], { start: 500, run: 2 });
  assert.equal(rule.state, 'OFF', 'a probability has not lasted over a jump');
});

test('what is not known makes it unknown, and what comes then is judged anew', () => {
  const rule = new Hysteresis(RULE);
  show(rule, repeated(0.9, 3));
  assert.equal(rule.state, 'ON');
  assert.equal(rule.update({ stampNs: at(0.75), run: 0, probability: NaN }), 'UNKNOWN');
  show(rule, [0.9, 0.9], { start: 1 });
  assert.equal(rule.state, 'UNKNOWN');
  show(rule, [0.9], { start: 1.5 });
  assert.equal(rule.state, 'ON');
  assert.equal(rule.forget(), 'UNKNOWN');
});

test('without persistence and least times every window decides', () => {
  const rule = new Hysteresis({
    ...RULE,
    persistenceSeconds: 0,
    holdOnSeconds: 0,
    holdOffSeconds: 0,
  });
  const seen = [0.9, 0.1, 0.5, 0.8, 0.5].map((probability, i) =>
    rule.update({ stampNs: at(i), run: 0, probability }),
  );
  assert.deepEqual(seen, ['ON', 'OFF', 'OFF', 'ON', 'ON']);
});
