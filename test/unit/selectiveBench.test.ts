import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundaryScore, countBoundaries, matchTimes } from '../../bench/selective/boundaryScore.js';
import { decodeRatio, type CurvePoint } from '../../bench/selective/curve.js';
import { qualityPlot } from '../../bench/selective/plots/qualityPlot.js';
import { countDuplicates } from '../../bench/selective/duplicates.js';
import { eventTiming, timingSummary } from '../../bench/selective/eventTiming.js';
import { OracleSegments } from '../../bench/selective/oracles.js';
import { nearestInTime, placed } from '../../bench/selective/quality.js';
import { everyOther } from '../../bench/selective/halves.js';
import { boundariesOf, type KnownEvent } from '../../bench/selective/stream.js';
import { nearRates } from '../../bench/selective/sweep.js';
import { readTruthJson, readTruthTable } from '../../bench/selective/truthFiles.js';
import { withoutRepeats } from '../../bench/selective/withoutRepeats.js';
import { GREY_SIDE, type WindowStates } from '../../bench/selective/windowStates.js';

test('boundaries: as many pairs as possible, each time in one', () => {
  assert.deepEqual(matchTimes([1, 2, 3], [1.4, 1.6, 9], 0.5), [
    { known: 0, predicted: 0 },
    { known: 1, predicted: 1 },
  ]);
  const counts = countBoundaries([1, 2, 3], [1.4, 1.6, 9], 0.5);
  assert.deepEqual(counts, { matched: 2, predicted: 3, known: 3 });
});

test('boundaries: precision, recall and F1 over streams together', () => {
  const { precision, recall, f1 } = boundaryScore([
    { matched: 2, predicted: 4, known: 2 },
    { matched: 1, predicted: 2, known: 4 },
  ]);
  assert.deepEqual([precision, recall, f1], [0.5, 0.5, 0.5]);
  assert.equal(boundaryScore([{ matched: 0, predicted: 0, known: 3 }]).f1, 0);
});

const event = (startS: number, endS: number) => ({ kind: 'reach', startS, endS, texts: ['a'] });

test('timing: each event takes the first text behind its beginning, and no text twice', () => {
  const events = [event(10, 11), event(12, 13), event(20, 21), event(40, 41)];
  const timing = eventTiming(events, [11, 12.5, 13, 20.5, 30]);
  assert.deepEqual(timing, { events: 4, texts: 5, delays: [1, 0.5, 0.5] });
  assert.deepEqual(timingSummary([timing]), {
    events: 4,
    texts: 5,
    recall: 0.75,
    texts_per_event: 1.25,
    median_delay_s: 0.5,
    p95_delay_s: 1,
  });
});

test('timing: a text that comes too late is about nothing', () => {
  assert.deepEqual(eventTiming([event(10, 11)], [15.1]).delays, []);
  assert.deepEqual(eventTiming([event(10, 14)], [15.1]).delays.length, 1);
});

test('an event that is recorded again while it goes on is one; another, or one after a pause, is not', () => {
  const turn = (startS: number, endS: number, text: string): KnownEvent => ({
    ...event(startS, endS),
    texts: [text, 'it turns'],
  });
  const events = [
    turn(1, 2, 'the base turns left'),
    turn(2.01, 3, 'the base turns left'),
    turn(3, 4, 'a base turns left'),
    turn(5, 6, 'the base turns left'),
    turn(6, 7, 'the base turns right'),
    { ...turn(7, 8, 'the base turns right'), kind: 'turn_right' },
  ];
  assert.deepEqual(
    withoutRepeats(events).map(({ startS, endS }) => [startS, endS]),
    [
      [1, 4],
      [5, 6],
      [6, 7],
      [7, 8],
    ],
  );
});

test('every other stream is what the rules were chosen on', () => {
  assert.deepEqual(
    [everyOther('abcde'.split(''), 0), everyOther('abcde'.split(''), 1)],
    [
      ['a', 'c', 'e'],
      ['b', 'd'],
    ],
  );
});

test('duplicates: what the text before said, whatever its case', () => {
  const counted = countDuplicates([
    ['a door', 'A door.', 'a door', 'a window'],
    ['a door', 'a window', 'a door'],
    [],
  ]);
  assert.deepEqual(counted, { texts: 5, duplicates: 2 });
});

const point = (decodes_per_s: number, cider: number): CurvePoint => ({
  setting: 0,
  decodes_per_s,
  boundary_f1: 0,
  cider,
  cosine: 0,
  state_cosine: 0,
});

test('decode ratio: the rate at which uniform decoding is as good, between its points', () => {
  const uniform = [point(0.01, 1), point(0.1, 2), point(1, 3)];
  const ratio = decodeRatio(uniform, 0.1, 2.5, 'cider')!;
  assert.ok(Math.abs(ratio.ratio - Math.sqrt(10)) < 1e-9);
  assert.equal(ratio.at_least, false);
  assert.equal(decodeRatio(uniform, 0.1, 0.5, 'cider'), undefined);
});

test('decode ratio: where uniform decoding never is as good, that to its best', () => {
  const uniform = [point(0.01, 1), point(0.1, 3), point(1, 2)];
  assert.deepEqual(decodeRatio(uniform, 0.02, 4, 'cider'), { ratio: 5, at_least: true });
});

test('decode ratio: decoding more often does not count as worse', () => {
  const uniform = [point(0.01, 1), point(0.1, 2), point(1, 1.5), point(2, 3)];
  const { ratio } = decodeRatio(uniform, 1, 2.5, 'cider')!;
  assert.ok(ratio > 1 && ratio < 2);
});

test('the plot of quality has a curve for each strategy that there is, and no other', () => {
  const curves = {
    node: [point(0.05, 2)],
    uniform: [point(2, 3), point(0.01, 1)],
    oracle_ward: [],
    cusum: [point(0.1, 2)],
  };
  const svg = qualityPlot('Dense & sparse', curves);
  assert.match(svg, /^<svg xmlns=/);
  assert.match(svg, /<text class="title"[^>]*>Dense &amp; sparse</);
  assert.deepEqual(
    [...svg.matchAll(/<g class="(\w+)">/g)].map(([, look]) => look),
    ['node', 'uniform'],
  );
  // From seldom to often, and the better the higher.
  const [, from, to] = /class="uniform"><path d="M([\d.,]+)L([\d.,]+)"/.exec(svg)!;
  const [x0, y0] = from!.split(',').map(Number) as [number, number];
  const [x1, y1] = to!.split(',').map(Number) as [number, number];
  assert.ok(x0 < x1 && y0 > y1);
  assert.match(svg, /prefers-color-scheme: dark/);
});

test('a sweep keeps the settings that decode about as often as asked for, each once', () => {
  const segments = (count: number) => [
    Array.from({ length: count }, () => ({ onset: 0, said: 0 })),
  ];
  const points = [200, 100, 101, 3].map((count, setting) => ({
    setting,
    segments: segments(count),
  }));
  const settings = nearRates(points, 100).map(({ setting }) => setting);
  assert.deepEqual(settings, [0, 1, 3]);
});

test('an oracle gives as many segments as asked for, each said with its last window', () => {
  const begins = { 1: [0], 2: [0, 5], 4: [0, 2, 5, 7] };
  const oracle = new OracleSegments({ ward: begins, kernel: begins }, 10);
  assert.deepEqual(oracle.segments('ward', 2), [
    { onset: 0, said: 4 },
    { onset: 5, said: 9 },
  ]);
  assert.equal(oracle.segments('kernel', 9).length, 4);
});

/** Windows a second apart, each of 2 s, whose states are two numbers. */
function states(rows: readonly (readonly [number, number])[]): WindowStates {
  return {
    count: rows.length,
    frames: rows.length,
    stamps: Float64Array.from(rows, (_, k) => k + 2),
    windowStarts: Float64Array.from(rows, (_, k) => k),
    embeddings: Float32Array.from(rows.flat()),
    dimension: 2,
    features: Float32Array.from(rows.flat()),
    featureDimension: 2,
    grey: new Uint8Array(rows.length * GREY_SIDE * GREY_SIDE),
  };
}

test('a text stands in the middle of the frames that it was pooled from, of unit norm', () => {
  const four = states([
    [1, 0],
    [1, 0],
    [0, 1],
    [0, 1],
  ]);
  const segments = [
    { onset: 0, said: 0 },
    { onset: 1, said: 2 },
  ];
  const [first, second] = placed(four, segments, 'said');
  assert.deepEqual([first!.atS, second!.atS], [1, 2.5]);
  assert.deepEqual([...first!.embedding], [1, 0]);
  assert.ok(Math.abs(second!.embedding[0]! - Math.SQRT1_2) < 1e-6);
  assert.equal(placed(four, segments, 'whole')[1]!.atS, 3);
  const nearest = nearestInTime([event(0, 1), event(3, 4)], [first!, second!]);
  assert.deepEqual(nearest, [first, second]);
});

test('events.json: seconds from the start; boundaries are beginnings, without the stream’s own', () => {
  const at = (seconds: number) => ({ sec: 100 + seconds, nanosec: 500_000_000 });
  const truth = readTruthJson(
    JSON.stringify({
      start: at(0),
      duration_s: 60,
      events: [
        { stamp: at(9), end: at(10), kind: 'lift', text: 'b', texts: ['b', 'c'] },
        { stamp: at(5), end: at(9), kind: 'reach', text: 'a' },
      ],
      scenes: [
        { start: at(0), end: at(5), text: 'x' },
        { start: at(10), end: at(60), text: 'x' },
      ],
    }),
  );
  assert.deepEqual(
    truth.events.map(({ startS, texts }) => [startS, texts]),
    [
      [5, ['a']],
      [9, ['b', 'c']],
    ],
  );
  assert.deepEqual(boundariesOf({ group: 'g', name: 'n', bag: 'b', ...truth }), [5, 9, 10]);
});

test('truth.tsv: clips with their events; rest is no event, and a clip may have none', () => {
  const clips = readTruthTable(
    [
      'clip\tcamera\tduration_s\tstart_s\tend_s\tkind\tevent',
      'a\tstatic\t9.5\t3\t4\tlift\tthe arm lifts a cup',
      'a\tstatic\t9.5\t1\t2\tarm_idle\tthe arm rests',
      'b\tmoving\t4\t\t\t\t',
    ].join('\n'),
  );
  assert.deepEqual(
    clips.map(({ clip, seconds, events, steady }) => [clip, seconds, events.length, steady.length]),
    [
      ['a', 9.5, 1, 1],
      ['b', 4, 0, 0],
    ],
  );
  assert.throws(() => readTruthTable('clip\tevent\na\tb'), /missing duration_s, start_s/);
});
