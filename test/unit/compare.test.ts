import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareReplays, saidOf } from '../../src/compare/comparison.js';
import { pairTexts } from '../../src/compare/pairTexts.js';
import type { ReplayOutput } from '../../src/compare/readReplay.js';
import { checkSameBag } from '../../src/compare/sameBag.js';
import { scoreDifferences } from '../../src/compare/scoreDifferences.js';
import { comparisonSummary, summaryLines } from '../../src/compare/summary.js';
import { VljepaError } from '../../src/errors.js';
import { decodedTextMessage, worldStateMessage } from '../../src/messages/outputs.js';
import type { BagContents, ReplaySummary } from '../../src/replay/results.js';
import { Recording, type TextPoint } from '../../src/report/recording.js';
import { StateColumns } from '../../src/report/stateColumns.js';
import { TimeAxis } from '../../src/report/timeAxis.js';
import { timeSeen } from '../../src/report/timeSeen.js';

const SECOND = 1_000_000_000n;
const ns = (seconds: number) => BigInt(Math.round(seconds * 1e9));

function text(seconds: number, words: string): TextPoint {
  return {
    stampNs: ns(seconds + 1),
    segmentStartNs: ns(seconds),
    segment: Math.round(seconds * 100),
    text: words,
    confidence: 0.75,
    change: 0.4,
    reason: 'CHANGE',
  };
}

const pairs = (a: readonly TextPoint[], b: readonly TextPoint[]) =>
  pairTexts(a, b, 2n * SECOND).map((pair) => [saidOf(pair), pair.a?.text, pair.b?.text]);

test('texts about the same moment are a pair: equal words first, then the nearest', () => {
  const a = [text(0, 'a table'), text(10, 'a door opens'), text(20, 'a cup'), text(30, 'dark')];
  const b = [text(0.5, 'a table'), text(9, 'a cat'), text(11.9, 'a door opens'), text(31, 'light')];
  assert.deepEqual(pairs(a, b), [
    ['in both', 'a table', 'a table'],
    ['only in B', undefined, 'a cat'],
    ['in both', 'a door opens', 'a door opens'],
    ['only in A', 'a cup', undefined],
    ['in other words', 'dark', 'light'],
  ]);
});

test('a text is in one pair only, and none is lost', () => {
  const a = [text(0, 'x'), text(1, 'x')];
  const b = [text(0.9, 'x')];
  assert.deepEqual(pairs(a, b), [
    ['only in A', 'x', undefined],
    ['in both', 'x', 'x'],
  ]);
  assert.deepEqual(pairs([], b), [['only in B', undefined, 'x']]);
  assert.deepEqual(pairs([text(0, 'x')], [text(2.001, 'x')]).length, 2);
  assert.deepEqual(pairs([text(0, 'x')], [text(2, 'x')]).length, 1);
});

function columns(
  rateHz: number,
  seconds: number,
  change: (at: number) => number,
  threshold = 0.3,
): StateColumns {
  const states = new StateColumns();
  for (let i = 0; i < rateHz * seconds; i += 1) {
    const at = i / rateHz;
    const state = {
      stampNs: ns(at),
      change: change(at),
      threshold,
      first: i === 0,
      run: 0,
      segment: 0,
      segmentStartNs: 0n,
    };
    states.push(state);
  }
  return states;
}

test('change scores of two rates: how far apart, and where the decisions differ', () => {
  const a = columns(2, 20, () => 0.1);
  const b = columns(4, 20, (at) => (at >= 5 && at < 7 ? 0.5 : 0.1));
  const { compared, mean, greatest, otherDecision, stretches } = scoreDifferences(a, b);
  assert.equal(compared, 40);
  assert.ok(Math.abs(greatest - 0.4) < 1e-6);
  assert.ok(Math.abs(mean - (4 * 0.4) / 40) < 1e-6);
  assert.equal(otherDecision, 4);
  assert.deepEqual(
    stretches.map(({ startNs, endNs }) => [Number(startNs) / 1e9, Number(endNs) / 1e9]),
    [[5, 6.5]],
  );
});

test('equal scores under another threshold are another decision', () => {
  const score = (at: number) => (at >= 3 && at < 4 ? 0.4 : 0);
  const { mean, otherDecision } = scoreDifferences(
    columns(4, 8, score, 0.3),
    columns(4, 8, score, 0.45),
  );
  assert.equal(mean, 0);
  assert.equal(otherDecision, 4);
});

test('replays that have no moment in common compare nothing', () => {
  const later = new StateColumns();
  later.push({ ...columns(4, 1, () => 0).at(0), stampNs: 100n * SECOND });
  const { compared, stretches } = scoreDifferences(
    columns(4, 2, () => 0),
    later,
  );
  assert.deepEqual([compared, stretches.length], [0, 0]);
});

const CONTENTS: BagContents = {
  start: { sec: 5, nanosec: 0 },
  end: { sec: 9, nanosec: 0 },
  messages: { '/front': 40, '/tf': 7 },
};

function output(
  folder: string,
  tracks: readonly (readonly [camera: string, query: string, words: string])[],
  contents = CONTENTS,
): ReplayOutput {
  const recording = new Recording();
  for (const [camera, query, words] of tracks) {
    const state = {
      camera,
      query,
      stampNs: 5n * SECOND,
      run: 0,
      frameId: '',
      windowStartNs: 0n,
      sequence: 0,
      embedding: Float32Array.of(1),
      labelStates: [],
      answers: new Map(),
      labels: [],
      otherProbability: NaN,
      receivedMs: 0,
      segment: 0,
      segmentStartNs: 5n * SECOND,
      change: 0,
      threshold: 0.3,
      changed: false,
      first: true,
      noticed: false,
      worded: true,
      frameFeatures: new Float32Array(),
      motion: { amount: 0, threshold: 0, moving: false },
      condition: 'ok' as const,
      segmentChange: 0,
      segmentEmbedding: Float32Array.of(1),
    };
    recording.addState(worldStateMessage(state, 'p/1', 0));
    const said = {
      ...state,
      text: words,
      confidence: 0.5,
      similarity: 1,
      alternatives: [],
      reason: 'FIRST' as const,
    };
    recording.addText(decodedTextMessage(said, 'p/1'));
  }
  const summary = {
    bag: `/bags/${folder}`,
    bag_contents: contents,
    pack: 'p/1',
    windows: tracks.length,
    segments: tracks.length,
    texts: tracks.map(() => ({})),
  } as unknown as ReplaySummary;
  return { folder, summary, recording, problems: [] };
}

test('the same bag is known by what is in it, whatever it is called', () => {
  checkSameBag(output('a', []), output('b', []));
  for (const [contents, difference] of [
    [{ ...CONTENTS, end: { sec: 8, nanosec: 5e8 } }, /first ends at 9 s, the second at 8\.5 s/],
    [{ ...CONTENTS, start: null }, /first begins at 5 s, the second at no time/],
    [
      { ...CONTENTS, messages: { '/front': 39, '/tf': 7 } },
      /\/front has 40 messages in the first, 39 in the second/,
    ],
  ] as const) {
    assert.throws(
      () => checkSameBag(output('a', []), output('b', [], contents)),
      (error) =>
        error instanceof VljepaError &&
        error.code === 'BAGS_DIFFER' &&
        difference.test(error.message) &&
        error.message.includes('/bags/b in b') &&
        error.message.includes('replay one bag twice'),
    );
  }
});

test('cameras are compared by name and query; one that only one replay has is said', () => {
  const a = output('a', [
    ['front', 'what?', 'a table'],
    ['rear', 'what?', 'a door'],
    ['side', 'what?', 'a wall'],
  ]);
  const b = output('b', [
    ['front', 'what?', 'a table'],
    ['rear', 'where?', 'a door'],
    ['top', 'what?', 'a lamp'],
  ]);
  const comparison = compareReplays(a, b, SECOND);
  const { cameras } = comparisonSummary(comparison);
  assert.deepEqual(
    cameras.map((one) => [one.camera, one.query_a, one.query_b, one.in_both]),
    [
      ['front', 'what?', 'what?', 1],
      ['rear', 'what?', 'where?', 1],
      ['side', 'what?', null, 0],
      ['top', null, 'what?', 0],
    ],
  );
  assert.deepEqual(
    cameras.map(({ only_a, only_b }) => [
      only_a.map((one) => one.text),
      only_b.map((one) => one.text),
    ]),
    [
      [[], []],
      [[], []],
      [['a wall'], []],
      [[], ['a lamp']],
    ],
  );
  const axis = new TimeAxis(timeSeen([...a.recording.tracks, ...b.recording.tracks]));
  const lines = summaryLines(comparison, axis).join('\n');
  assert.match(lines, /camera rear: said 1 in both, 0 in other words, 0 only in A, 0 only in B/);
  assert.match(lines, /A was asked "what\?", B "where\?"/);
  assert.match(lines, /only A has this camera/);
  assert.match(lines, /only in B +0\.0 s {2}a lamp \(0\.50\)/);
});
