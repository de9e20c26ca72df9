import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerCalibration, Engine, LabelCalibration } from '../../../src/engine/engine.js';
import { VljepaError } from '../../../src/errors.js';
import { encodeCondition } from '../../../src/watches/condition.js';
import { FakeEngine, direction } from '../../fakeEngine.js';

const ANSWERS: AnswerCalibration = { yes: 'yes', no: 'no', scale: 4, yesOffset: 1 };
const LABELS: LabelCalibration = {
  queries: [{ query: 'what happens', typicalState: direction(45), scale: 8, offset: 0 }],
  other: 1,
};
/** What the Y-Encoder makes of texts, as angles. */
const ANGLES: Readonly<Record<string, number>> = {
  yes: 0,
  no: 90,
  red: 20,
  green: 80,
  'a person': 0,
  'a wall': 90,
};

function engine(
  calibration: { answers?: AnswerCalibration; labels?: LabelCalibration },
  readsQuery = true,
): Engine {
  const fake = new FakeEngine();
  Object.assign(fake.pack, { ...calibration, readsQuery, labelTemplate: '{label}' });
  fake.encodeText = (texts) => Promise.resolve(texts.map((text) => direction(ANGLES[text]!)));
  return fake;
}

const words = (when: string, unless: readonly string[] = [], query = '') => ({
  when,
  unless,
  query,
});
const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, not ${expected}`);
const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof VljepaError);
  assert.equal(error.code, 'WATCH_REFUSED');
  assert.match(error.message, pattern);
  return true;
};

test('a condition becomes a question, and yes against no its probability', async () => {
  const condition = await encodeCondition(
    engine({ answers: ANSWERS, labels: LABELS }),
    words('a person is in view'),
  );
  assert.deepEqual(condition.queries, ['is a person in view?']);
  assert.match(condition.form, /asked "is a person in view\?", yes or no/);
  const state = direction(30);
  close(
    condition.probability(new Map([['is a person in view?', state]])),
    sigmoid(4 * (cos(30) - cos(60)) + 1),
  );
});

test('a contrast is a question of its own, and speaks against the condition', async () => {
  const condition = await encodeCondition(
    engine({ answers: ANSWERS }),
    words('the way is blocked', ['the way is free', 'the room is empty']),
  );
  const queries = ['is the way blocked?', 'is the way free?', 'is the room empty?'];
  assert.deepEqual(condition.queries, queries);
  const [blocked, free, empty] = queries as [string, string, string];
  const probability = (of: number, against: number) =>
    condition.probability(
      new Map([
        [blocked, direction(of)],
        [free, direction(against)],
        [empty, direction(90)],
      ]),
    );
  close(probability(30, 30), 0.5);
  assert.ok(probability(10, 80) > 0.9);
  assert.ok(probability(80, 10) < 0.1);
});

test('a window that was not asked has no probability: the watch was just set', async () => {
  for (const [calibration, query] of [
    [{ answers: ANSWERS }, ''],
    [{ answers: ANSWERS }, 'which colour?'],
    [{ labels: LABELS }, ''],
  ] as const) {
    const condition = await encodeCondition(engine(calibration), words('red', ['green'], query));
    assert.ok(Number.isNaN(condition.probability(new Map([['another', direction(0)]]))));
  }
});

test('with a query of its own the condition is one of the answers', async () => {
  const condition = await encodeCondition(
    engine({ answers: ANSWERS }),
    words('red', ['green'], 'which colour?'),
  );
  assert.deepEqual(condition.queries, ['which colour?']);
  const weights = [20, 80].map((angle) => Math.exp(4 * cos(angle - 30)));
  close(
    condition.probability(new Map([['which colour?', direction(30)]])),
    weights[0]! / (weights[0]! + weights[1]!),
  );
  const yes = await encodeCondition(engine({ answers: ANSWERS }), words('yes', [], 'red?'));
  assert.ok(yes.probability(new Map([['red?', direction(10)]])) > 0.9);
  await assert.rejects(
    encodeCondition(engine({ answers: ANSWERS }), words('red', [], 'which colour?')),
    refused(/"red" alone answers "which colour\?": expected in unless/),
  );
});

test('a pack whose answers have no probabilities holds it against windows as a label', async () => {
  for (const pack of [
    engine({ labels: LABELS }),
    engine({ answers: ANSWERS, labels: LABELS }, false),
  ]) {
    const condition = await encodeCondition(pack, words('a person', ['a wall']));
    assert.deepEqual(condition.queries, ['what happens']);
    const weight = (angle: number) => Math.exp(8 * (cos(angle - 10) - cos(angle - 45)));
    const all = weight(0) + weight(90) + Math.exp(1);
    close(condition.probability(new Map([['what happens', direction(10)]])), weight(0) / all);
  }
});

test('what the pack has no form for is refused with what to do', async () => {
  await assert.rejects(
    encodeCondition(engine({}), words('a person')),
    refused(/expected answers or labels in its pack\.yaml; use another pack/),
  );
  await assert.rejects(
    encodeCondition(engine({ answers: ANSWERS }, false), words('yes', [], 'red?')),
    refused(/leave query empty/),
  );
  const long = 'a'.repeat(1001);
  for (const one of [words(long), words('red', [long]), words('red', ['green'], long)])
    await assert.rejects(
      encodeCondition(engine({ answers: ANSWERS }), one),
      refused(/at most 1000 characters, got 1001/),
    );
  await assert.rejects(
    encodeCondition(engine({ answers: ANSWERS }), words('red', Array(17).fill('green'))),
    refused(/at most 16 texts in unless, got 17/),
  );
});
