import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cider } from '../../bench/selective/cider.js';

const references = [
  ['the arm reaches for the green drawer', 'the gripper approaches the green drawer'],
  ['the robot arm opens the green drawer', 'the green drawer is opened'],
  ['the light goes out', 'the lamp is switched off'],
  ['a person walks through the room', 'somebody crosses the room'],
];

test('CIDEr gives what training/evaluate/cider.py gives', () => {
  const cider = new Cider(references);
  for (const [text, event, expected] of [
    ['the arm reaches for the green drawer', 0, 5.473315256999861],
    ['the arm opens a drawer', 1, 1.1045622809055546],
    ['The lamp is switched off.', 2, 5],
    ['the light is switched off now, off', 2, 1.8326753192730152],
    ['a person leaves', 3, 0.9184868311580099],
    ['nothing', 3, 0],
  ] as const) {
    const score = cider.score(text, references[event]!);
    assert.ok(Math.abs(score - expected) < 1e-9, `${text}: ${score}`);
  }
});

test('CIDEr of one event means nothing', () => {
  assert.throws(() => new Cider([['the light goes out']]), /at least 2 events, got 1/);
});
