import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asQuestion } from '../../../src/watches/question.js';

for (const [condition, question] of [
  ['a person is in view', 'is a person in view?'],
  ['A person is in view.', 'is a person in view?'],
  ['the lights are on', 'are the lights on?'],
  ['the arm has grasped something', 'has the arm grasped something?'],
  ['there is a cup on the table', 'is there a cup on the table?'],
  ['the door that is red is open', 'is the door that is red open?'],
  ['the robot can drive ahead', 'can the robot drive ahead?'],
  ['the arm lifts something', 'is it true that the arm lifts something?'],
  ['The light goes out!', 'is it true that the light goes out?'],
  ['R2D2 moves', 'is it true that R2D2 moves?'],
  ['is the way free?', 'is the way free?'],
] as const)
  test(`${JSON.stringify(condition)} is asked as ${JSON.stringify(question)}`, () =>
    assert.equal(asQuestion(condition), question));

test('any text becomes one question', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const question = asQuestion(text);
      assert.ok(question.endsWith('?'));
      assert.ok(question.length <= text.length + 'is it true that ?'.length);
    }),
  );
});
