import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseSentence, impliedBy } from '../../src/engine/worker/chooseSentence.js';
import { readSentence, type Sentence } from '../../src/pack/sentences.js';

/** From the most general to the most specific; two of the level 4. */
const sentences = [
  '0\tchanges|moves|lift|push\t\t\tsomething has changed',
  '2\tmoves|lift|push\t\t\tthe arm moves',
  '4\tlift\t\t\tthe arm picks up something',
  '4\tpush\t\t\tthe arm pushes something',
  '7\tlift\tmug|cup\tred\tthe arm picks up a red mug',
].map((line) => readSentence(line)!);

const textOf = (i: number): string => sentences[i]!.text;
const choose = (probabilities: number[], minimum = 0.7, changed = true) =>
  chooseSentence(sentences, Float32Array.from(probabilities), minimum, changed);

test('the most specific sentence is chosen that is probable enough', () => {
  for (const [probabilities, text] of [
    [[0.99, 0.9, 0.8, 0.1, 0.75], 'the arm picks up a red mug'],
    [[0.99, 0.9, 0.8, 0.1, 0.65], 'the arm picks up something'],
    [[0.99, 0.9, 0.6, 0.1, 0.5], 'the arm moves'],
    [[0.99, 0.4, 0.3, 0.1, 0.2], 'something has changed'],
  ] as const) {
    const { chosen, sure } = choose([...probabilities]);
    assert.equal(textOf(chosen), text);
    assert.equal(sure, true);
  }
});

test('a lower minimum gives a more specific sentence', () => {
  const probabilities = [0.99, 0.9, 0.6, 0.1, 0.5];
  assert.equal(textOf(choose(probabilities, 0.55).chosen), 'the arm picks up something');
  assert.equal(textOf(choose(probabilities, 0.5).chosen), 'the arm picks up a red mug');
});

test('of equally specific ones the most probable is chosen, of equals the first', () => {
  assert.equal(textOf(choose([1, 1, 0.8, 0.9, 0]).chosen), 'the arm pushes something');
  assert.equal(textOf(choose([1, 1, 0.9, 0.9, 0]).chosen), 'the arm picks up something');
});

test('where none is probable enough a change is told as such, and a request gets the most probable', () => {
  const probabilities = [0.6, 0.5, 0.3, 0.1, 0.2];
  const change = choose(probabilities);
  assert.equal(textOf(change.chosen), 'something has changed');
  assert.equal(change.sure, false);
  const request = choose(probabilities, 0.7, false);
  assert.equal(textOf(request.chosen), 'the arm moves');
  assert.equal(request.sure, false);
});

test('after a change nothing is said that only tells how things stand, and on a request it is', () => {
  const still = readSentence('1\tstill\t\t\tnothing moves')!;
  const all = [...sentences, still];
  const probabilities = Float32Array.of(0.6, 0.3, 0.2, 0.1, 0.1, 0.9);
  const texts = [true, false].map(
    (changed) => all[chooseSentence(all, probabilities, 0.7, changed).chosen]!.text,
  );
  assert.deepEqual(texts, ['something has changed', 'nothing moves']);
});

test('the alternatives are as specific as the text or more so, most probable first', () => {
  const { chosen, alternatives } = choose([0.99, 0.9, 0.6, 0.55, 0.65]);
  assert.equal(textOf(chosen), 'the arm moves');
  assert.deepEqual(alternatives.map(textOf), [
    'the arm picks up a red mug',
    'the arm picks up something',
  ]);
  assert.deepEqual(choose([0.99, 0.9, 0.8, 0.1, 0.75]).alternatives, []);
});

test('a sentence implies the general ones that claim all that it claims', () => {
  assert.deepEqual(impliedBy(sentences[4]!, sentences), ['something has changed', 'the arm moves']);
  assert.deepEqual(impliedBy(sentences[1]!, sentences), ['something has changed']);
  assert.deepEqual(impliedBy(sentences[0]!, sentences), []);
});

test('a line is a sentence with its columns, and nothing else is', () => {
  const expected: Sentence = {
    level: 7,
    claims: ['lift'],
    thing: ['mug', 'cup'],
    colour: 'red',
    text: 'the arm picks up a red mug',
  };
  assert.deepEqual(sentences[4], expected);
  for (const line of [
    '',
    'x\tlift\t\t\ttext',
    '4\tlift\t\t\t',
    '4\tlift\t\ttext',
    '4\ta\tb\tc\td\te',
  ])
    assert.equal(readSentence(line), undefined, line);
});
