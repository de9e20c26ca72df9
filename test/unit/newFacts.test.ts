import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NewFacts } from '../../src/selective/newFacts.js';

const CHANGED = 'something has changed';
const MOVES = { text: 'the arm moves', implied: [CHANGED] };
const WALKS = { text: 'a person moves', implied: [CHANGED] };
const LIFTS = { text: 'the arm picks up a mug', implied: ['the arm moves', CHANGED] };
const PUSHES = { text: 'the arm pushes a box', implied: ['the arm moves', CHANGED] };

/** Which of these are said. */
function said(...all: readonly (typeof MOVES)[]): string[] {
  const facts = new NewFacts();
  return all.flatMap((one) => {
    if (!facts.has(one)) return [];
    facts.said(one);
    return [one.text];
  });
}

test('what was said last is not said again, and after something else it is', () => {
  assert.deepEqual(said(LIFTS, LIFTS, PUSHES, LIFTS), [LIFTS.text, PUSHES.text, LIFTS.text]);
});

test('what is true wherever the last text is says nothing new', () => {
  const changed = { text: CHANGED, implied: [] };
  assert.deepEqual(said(LIFTS, MOVES, changed, WALKS), [LIFTS.text, WALKS.text]);
});
