import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrationPlot } from '../../bench/selective/plots/calibration.js';
import type { Stream } from '../../bench/selective/stream.js';
import { claimsOf } from '../../bench/selective/truth/claims.js';
import { happeningsOf } from '../../bench/selective/truth/happenings.js';
import { isTrue, shownIn } from '../../bench/selective/truth/isTrue.js';
import { readJudged } from '../../bench/selective/truth/judged.js';
import type { Told } from '../../bench/selective/truth/told.js';
import { calibrationBins, truthReport } from '../../bench/selective/truth/truthReport.js';
import { readSentence, type Sentence } from '../../src/pack/sentences.js';

const sentence = (line: string): Sentence => readSentence(line)!;
const LIFTS = sentence('4\tlift\t\t\tthe arm picks up something');
const MUG = sentence('6\tlift\tmug|coffee mug\t\tthe arm picks up a mug');
const RED_MUG = sentence('7\tlift\tmug|coffee mug\tred\tthe arm picks up a red mug');
const RED = sentence('5\tlift\t\tred\tthe arm picks up a red thing');
const MOVES = sentence('2\tarm_moves|lift\t\t\tthe arm moves');
const STILL = sentence('1\tnothing_moves\t\t\tnothing moves');

const stream = (texts: string, kind = 'lift'): Stream => ({
  group: 'dense',
  name: 'manipulation-1',
  bag: '',
  seconds: 20,
  events: [{ kind, startS: 5, endS: 7, texts: [texts] }],
  steady: [{ startS: 8, endS: 20, text: 'a table' }],
});
const true_ = (one: Sentence, texts: string, startS = 4, endS = 7) =>
  isTrue(one, shownIn(happeningsOf(stream(texts), []), { startS, endS }));

test('a sentence is true where its event happens, with its thing and colour', () => {
  const all = [LIFTS, MUG, RED_MUG, RED, MOVES];
  const holds = (texts: string) => all.filter((one) => true_(one, texts)).map(({ text }) => text);
  assert.deepEqual(
    holds('the arm lifts a red mug'),
    all.map(({ text }) => text),
  );
  assert.deepEqual(holds('the arm lifts the blue coffee mug'), [LIFTS.text, MUG.text, MOVES.text]);
  assert.deepEqual(holds('the arm lifts a red book'), [LIFTS.text, RED.text, MOVES.text]);
});

test('what something is brought to is not what is moved', () => {
  const carries = sentence('6\tcarry\tmug\t\tthe arm carries a mug');
  const happenings = (texts: string) =>
    shownIn(happeningsOf(stream(texts, 'carry'), []), { startS: 4, endS: 7 });
  assert.equal(isTrue(carries, happenings('the arm carries a mug to the red tray')), true);
  assert.equal(isTrue(carries, happenings('the arm carries a tray to the mug')), false);
});

test('an event counts where its frames show half a second or half of it', () => {
  const at = (startS: number, endS: number) => true_(LIFTS, 'the arm lifts a mug', startS, endS);
  assert.deepEqual([at(3, 5.4), at(3, 5.5), at(6.5, 9), at(6.6, 9)], [false, true, true, false]);
});

test('nothing moves where the records know no event', () => {
  assert.equal(true_(STILL, 'the arm lifts a mug', 10, 12), true);
  assert.equal(true_(STILL, 'the arm lifts a mug', 6, 10), false);
});

test('the records of other worlds are claims, too', () => {
  assert.ok(claimsOf('lights_on', 'the lights come back').has('light_on'));
  assert.ok(claimsOf('turn', 'the base turns left to the doorway').has('turn_left'));
  assert.ok(claimsOf('light_on', 'the arm switches the light on').has('arm_moves'));
  assert.ok(!claimsOf('light_on', 'the light goes on').has('arm_moves'));
  assert.ok(claimsOf('place', 'the arm puts an orange into a bowl').has('place_in'));
});

test('what was judged by looking is a table of clips, seconds and claims', () => {
  assert.ok(readJudged().every(({ startS, endS }) => startS <= endS));
  assert.throws(() => readJudged('a clip\t0\t1\n'), /expected clip, start_s, end_s and claim/);
});

const said = (one: Sentence, confidence: number, holds: boolean, endS = 7): Told => ({
  sentence: one,
  confidence,
  sure: true,
  shown: { startS: endS - 3, endS },
  true: holds,
});

test('the report counts true texts, events told and how far probabilities are off', () => {
  const happenings = happeningsOf(stream('the arm lifts a red mug'), []);
  const told = [said(MUG, 0.8, true), said(MOVES, 0.85, false, 15)];
  const report = truthReport([{ told, happenings, events: happenings.slice(0, 1), seconds: 30 }]);
  assert.equal(report.texts, 2);
  assert.equal(report.texts_per_minute, 4);
  assert.equal(report.texts_behind_first_per_minute, 2);
  assert.equal(report.true, 0.5);
  assert.ok(Math.abs(report.calibration_error! - 0.325) < 1e-9);
  assert.equal(report.events_told, 1);
  assert.equal(report.events_told_with_thing, 1);
  assert.deepEqual(report.levels, { 2: { texts: 1, true: 0 }, 6: { texts: 1, true: 1 } });
});

test('a text that was said before an event and still stands is counted apart', () => {
  const happenings = happeningsOf(stream('the arm lifts a red mug'), []);
  const report = truthReport([
    { told: [said(MOVES, 0.9, true, 3)], happenings, events: happenings.slice(0, 1), seconds: 30 },
  ]);
  assert.equal(report.events_told, 0);
  assert.equal(report.events_told_or_standing, 1);
});

test('the plot has a dot for each bin, on the diagonal where the texts are calibrated', () => {
  const bins = calibrationBins([
    ...Array.from({ length: 10 }, (_, i) => ({ confidence: 0.8, true: i < 8 })),
    { confidence: 1, true: true },
  ]);
  assert.deepEqual(
    bins.map(({ texts }) => texts),
    [10, 1],
  );
  const own = { ...truthReport([]), bins };
  const text = { minProbability: 0.7, below: 'say' } as const;
  const svg = calibrationPlot({ held_out: true, text, own });
  assert.match(svg, /^<svg /);
  assert.match(svg, /10 texts: 0\.80 said, 0\.80 true/);
  assert.equal(svg.match(/fill-opacity/g)?.length, 2);
  assert.match(svg, /training worlds/);
  assert.doesNotMatch(svg, /real footage/);
});
