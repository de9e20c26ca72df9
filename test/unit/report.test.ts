import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from } from 'rxjs';
import sharp from 'sharp';
import { toNanoseconds, toTime } from '../../src/messages/stamp.js';
import { clockRuns } from '../../src/operators/clockRuns.js';
import { decodedTextMessage, worldStateMessage } from '../../src/messages/outputs.js';
import { beside, inRows, spread } from '../../src/report/browser/layout.js';
import { clock, timeMarks } from '../../src/report/clock.js';
import { reportPage } from '../../src/report/page.js';
import { Recording } from '../../src/report/recording.js';
import { readReferenceEvents } from '../../src/report/referenceEvents.js';
import { segmentsOf } from '../../src/report/segments.js';
import { shorten } from '../../src/report/shorten.js';
import { summarize } from '../../src/report/summary.js';
import { thumbnail } from '../../src/report/thumbnail.js';
import type { ReportData } from '../../src/report/reportData.js';
import { TimeAxis } from '../../src/report/timeAxis.js';
import { timeSeen } from '../../src/report/timeSeen.js';
import type { JudgedState } from '../../src/worldState.js';
import { STILL } from '../fakeEngine.js';
import { collect, framesAt } from '../marbles.js';

const SECOND = 1_000_000_000n;

function state(seconds: number, segment: number, over: Partial<JudgedState> = {}): JudgedState {
  return {
    camera: 'front',
    stampNs: BigInt(Math.round(seconds * 1e9)),
    run: 0,
    frameId: 'optical',
    windowStartNs: 0n,
    query: '',
    sequence: 0,
    embedding: Float32Array.of(1, 0),
    frameFeatures: new Float32Array(),
    motion: STILL,
    labelStates: [],
    answers: new Map(),
    condition: 'ok',
    labels: [],
    otherProbability: NaN,
    receivedMs: 0,
    segment,
    segmentStartNs: 0n,
    change: 0.1,
    threshold: 0.3,
    changed: false,
    first: false,
    segmentChange: 0.7,
    noticed: false,
    worded: false,
    segmentEmbedding: Float32Array.of(1, 0),
    ...over,
  };
}

/** Twelve states at 1 Hz; the world changes at 5 s, which is confirmed at 6 s. */
function recorded(words = ['a table', 'a box'], camera = 'front'): Recording {
  const recording = new Recording();
  for (let i = 0; i < 12; i++) {
    const segmentStartNs = i < 6 ? 0n : 5n * SECOND;
    const over = { camera, first: i === 0, changed: i === 6, segmentStartNs };
    recording.addState(worldStateMessage(state(i, i < 6 ? 0 : 1, over), 'p/1', 0));
  }
  words.forEach((text, segment) =>
    recording.addText(
      decodedTextMessage(
        {
          ...state(segment === 0 ? 0 : 6, segment, { camera }),
          segmentStartNs: segment === 0 ? 0n : 5n * SECOND,
          text,
          confidence: 0.75,
          similarity: 0.5,
          alternatives: [],
          reason: segment === 0 ? 'FIRST' : 'CHANGE',
        },
        'p/1',
      ),
    ),
  );
  return recording;
}

const measured = {
  frames: 120,
  drops: { busy: 3 },
  latencyMs: { x_encoder: { p50: 2, p90: 3, p99: 3, max: 3.14159, count: 3 } },
  pack: 'p/1',
};

test('stamps are the same after the way to messages and back', () => {
  for (const stampNs of [0n, 1n, 1_700_000_000_123_456_789n, -1n])
    assert.equal(toNanoseconds(toTime(stampNs)), stampNs);
  assert.deepEqual(toTime(-1n), { sec: -1, nanosec: 999_999_999 });
});

test('a summary counts windows once for all queries, segments and texts for each', () => {
  const recording = recorded();
  for (let i = 0; i < 12; i++)
    recording.addState(worldStateMessage(state(i, 0, { query: 'where?' }), 'p/1', 0));
  const summary = summarize(recording, measured);
  assert.equal(summary.windows, 12);
  assert.equal(summary.segments, 3);
  assert.equal(summary.frames, 120);
  assert.deepEqual(summary.drops, { busy: 3 });
  assert.deepEqual(summary.latency_ms, {
    x_encoder: { p50: 2, p90: 3, p99: 3, max: 3.14, count: 3 },
  });
  assert.deepEqual(summary.texts, [
    {
      stamp: { sec: 0, nanosec: 0 },
      camera: 'front',
      text: 'a table',
      confidence: 0.75,
      reason: 'FIRST',
    },
    {
      stamp: { sec: 6, nanosec: 0 },
      camera: 'front',
      text: 'a box',
      confidence: 0.75,
      reason: 'CHANGE',
    },
  ]);
  assert.equal(summary.duration_s, 11);
});

test('an empty recording has a summary and a report too', () => {
  const recording = new Recording();
  const summary = summarize(recording, { ...measured, frames: 0, drops: {}, latencyMs: {} });
  assert.equal(summary.windows, 0);
  assert.equal(summary.duration_s, 0);
  assert.match(reportPage({ title: 'empty', recording, summary }), /nothing to draw/);
});

test('segments begin at the onset of their change and end where the next begins', () => {
  const [track] = recorded().tracks;
  assert.deepEqual(
    segmentsOf(track!).map(({ number, startNs, endNs, text }) => [
      number,
      Number(startNs / SECOND),
      Number(endNs / SECOND),
      text?.text,
    ]),
    [
      [0, 0, 5, 'a table'],
      [1, 5, 11, 'a box'],
    ],
  );
});

/** Segments of states that are given as seconds, run, segment and the second at which it began. */
function segmentsIn(
  states: readonly (readonly [
    seconds: number,
    run: number,
    segment: number,
    start: number,
    first?: boolean,
  ])[],
): (readonly [number: number, stretches: readonly (readonly [number, number])[]])[] {
  const recording = new Recording();
  for (const [seconds, run, segment, start, first = false] of states) {
    const over = { run, first, segmentStartNs: BigInt(start) * SECOND };
    recording.addState(worldStateMessage(state(seconds, segment, over), 'p/1', 0));
  }
  return segmentsOf(recording.tracks[0]!).map(({ number, stretches }) => [
    number,
    stretches.map(({ startNs, endNs }) => [Number(startNs / SECOND), Number(endNs / SECOND)]),
  ]);
}

test('a looping bag: the segment before the jump ends with its own states', () => {
  const found = segmentsIn([
    [10, 0, 0, 10, true],
    [11, 0, 0, 10],
    [0, 1, 1, 0],
    [1, 1, 1, 0],
  ]);
  assert.deepEqual(found, [
    [0, [[10, 11]]],
    [1, [[0, 1]]],
  ]);
});

test('the messages say where the stamps have jumped, however far: one run is one stretch', () => {
  // A camera that is slow, and one whose clock was set by half a second.
  for (const [step, run, stretches] of [
    [60, 0, [[0, 60]]],
    [
      1,
      1,
      [
        [0, 0],
        [1, 1],
      ],
    ],
  ] as const) {
    const found = segmentsIn([
      [0, 0, 0, 0, true],
      [step, run, 0, 0],
    ]);
    assert.deepEqual(found, [[0, stretches]]);
  }
});

test('a change that began before a jump of the stamps begins its segment behind it', () => {
  const found = segmentsIn([
    [0, 0, 0, 0, true],
    [5, 0, 0, 0],
    [500, 1, 0, 0],
    [501, 1, 1, 4],
    [502, 1, 1, 4],
  ]);
  assert.deepEqual(found, [
    [
      0,
      [
        [0, 5],
        [500, 500],
      ],
    ],
    [1, [[500, 502]]],
  ]);
});

test('a node that was activated again begins another segment of the same number', () => {
  const found = segmentsIn([
    [0, 0, 0, 0, true],
    [5, 0, 0, 0],
    [6, 0, 0, 6, true],
    [9, 0, 0, 6],
  ]);
  assert.deepEqual(found, [
    [0, [[0, 5]]],
    [0, [[6, 9]]],
  ]);
});

test('all that comes from data is escaped', () => {
  const evil = `<script>alert("x")</script>'&`;
  const recording = recorded([evil, 'a box'], evil);
  recording.addThumbnail(evil, 0n, 'data:image/jpeg;base64,"><script>');
  const page = reportPage({
    title: evil,
    recording,
    summary: { ...summarize(recording, { ...measured, pack: evil, drops: { [evil]: 1 } }) },
    problems: [evil],
    figures: { [evil]: evil },
    reference: { events: [{ startNs: 0n, endNs: SECOND, kind: evil, text: evil }], scenes: [] },
  });
  assert.ok(!page.includes('<script>alert'));
  assert.ok(!page.includes('"><script>'));
  assert.equal(page.split('</script>').length - 1, 3, 'the page has its own three scripts only');
});

test('the page needs nothing from elsewhere', () => {
  const recording = recorded();
  const page = reportPage({ title: 'x', recording, summary: summarize(recording, measured) });
  assert.ok(!/(src|href)="(?!data:)/.test(page));
  assert.ok(!/https?:\/\//.test(page));
});

/** What the script of a page draws. */
function dataOf(page: string): ReportData {
  const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(page)!;
  return JSON.parse(json!) as ReportData;
}

test('time: marks that people read, and clocks', () => {
  const labels = (from: number, to: number, count: number) =>
    timeMarks(from, to, count).map(({ label }) => label);
  assert.deepEqual(labels(0, 45, 10), [
    ...['0 s', '5 s', '10 s', '15 s', '20 s', '25 s', '30 s', '35 s', '40 s', '45 s'],
  ]);
  assert.deepEqual(labels(7203.2, 7204.9, 4), ['2:00:03.5', '2:00:04.0', '2:00:04.5']);
  assert.deepEqual(labels(0, 28_800, 6), [
    '0 s',
    '1:00:00',
    '2:00:00',
    '3:00:00',
    '4:00:00',
    '5:00:00',
    '6:00:00',
    '7:00:00',
    '8:00:00',
  ]);
  assert.equal(clock(59.96), '1:00.0');
  assert.equal(clock(67, 0), '1:07');
  assert.equal(clock(3 * 3600 + 7, 0), '3:00:07');
});

test('the axis counts seconds from the first stamp; what lies outside is at the nearer end', () => {
  const axis = new TimeAxis([{ startNs: 5n * SECOND, endNs: 50n * SECOND }]);
  assert.equal(axis.seconds, 45);
  assert.equal(axis.secondsOf(14n * SECOND), 9);
  assert.equal(axis.secondsOf(-9n * SECOND), 0);
  assert.equal(axis.secondsOf(99n * SECOND), 45);
  // One state only: there is no length to divide by.
  assert.equal(new TimeAxis([{ startNs: 5n, endNs: 5n }]).secondsOf(5n), 0);
});

const WALL = 1_700_000_000n;

/**
 * States of one track at the given seconds, in runs as the pipeline numbers them; all in one segment
 * unless said.
 */
function seenAt(
  seconds: readonly number[],
  segmentOf: (i: number) => number = () => 0,
  longestGapSeconds = 10,
): Recording {
  const recording = new Recording();
  const starts = new Map<number, bigint>();
  const passed = clockRuns(
    () => longestGapSeconds,
    () => {},
  )(from(framesAt(seconds)));
  for (const { id, stampNs, run } of collect(passed)) {
    const segment = segmentOf(id);
    if (!starts.has(segment)) starts.set(segment, stampNs);
    const over = { run, first: id === 0, segmentStartNs: starts.get(segment)! };
    recording.addState(worldStateMessage(state(seconds[id]!, segment, over), 'p/1', 0));
  }
  return recording;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('time is what was seen: neither jumps of the clock nor days of silence', () => {
  const wall = upTo(40).map((i) => Number(WALL) + i / 4);
  const day = 86_400;
  for (const [what, seconds, expected, longestGap] of [
    ['as it comes', wall, 9.75],
    ['a zero stamp', [...wall.slice(0, 20), 0, ...wall.slice(20)], 9.5],
    ['a zero stamp first', [0, ...wall], 9.75],
    ['1970 every now and then', wall.flatMap((s, i) => (i % 10 === 5 ? [i / 100, s] : [s])), 9],
    ['days later', [...wall, ...wall.map((s) => s + 3 * day)], 19.5],
    ['a loop', [...wall, ...wall], 9.75],
    ['a picture every 12 s', upTo(10).map((i) => Number(WALL) + 12 * i), 108, 36],
  ] as const) {
    const recording = seenAt(seconds, () => 0, longestGap);
    const { duration_s } = summarize(recording, measured);
    assert.ok(Math.abs(duration_s - expected) <= 2.5, `${what}: ${duration_s} s`);
    const page = reportPage({ title: 'x', recording, summary: summarize(recording, measured) });
    const { time } = dataOf(page);
    const labels = timeMarks(0, time.seconds, 10).map(({ label }) => label);
    assert.ok(labels.length >= 2 && labels.length < 30, what);
    assert.ok(
      labels.every((label) => label.length < 9),
      labels.join(),
    );
  }
});

test('a silence within a run is not seen: neither by the whole nor by the segment that it lies in', () => {
  const quarter = (from: number, to: number) => upTo((to - from) * 4 + 1).map((i) => from + i / 4);
  // Silent for 6 s while the first segment holds, and for 5 s where the second begins.
  const seconds = [...quarter(0, 2), ...quarter(8, 10), ...quarter(15, 20)];
  const recording = seenAt(seconds, (i) => (seconds[i]! < 15 ? 0 : 1));
  assert.equal(summarize(recording, measured).duration_s, 9);
  const [first, second] = segmentsOf(recording.tracks[0]!);
  assert.deepEqual([first!.seconds, second!.seconds], [4, 5]);
  const page = reportPage({ title: 'x', recording, summary: summarize(recording, measured) });
  assert.match(page, /<dt>time seen<\/dt><dd>9\.0 s<\/dd>/);
  assert.match(page, /Time seen, and how long a text holds, are times in which world states kept/);
  // A camera that is slow, and not quite regular, is never silent.
  const slow = seenAt([0, 2, 5, 7, 9, 14], () => 0, 10);
  assert.equal(summarize(slow, measured).duration_s, 14);
});

test('an onset within a silence, its own message lost: the segment is still there', () => {
  const states = [0, 1, 2, 3, 9].map(
    (seconds) => [seconds, 0, seconds < 9 ? 0 : 1, seconds < 9 ? 0 : 6, seconds === 0] as const,
  );
  assert.deepEqual(segmentsIn(states), [
    [0, [[0, 3]]],
    [1, [[9, 9]]],
  ]);
});

test('marks are few whatever the stamps, and time never runs backwards along the axis', () => {
  const stamps = [
    upTo(500).map((i) => i * 86_400),
    upTo(500).map((i) => ((i * 7919) % 500) * 1e7),
    upTo(2000).map((i) => (i % 2 === 0 ? 0 : Number(WALL) + i)),
    [0, 2 ** 31],
    [5],
  ];
  for (const seconds of stamps) {
    const recording = seenAt(seconds);
    const axis = new TimeAxis(timeSeen(recording.tracks));
    const marks = timeMarks(0, axis.seconds, 10);
    assert.ok(marks.length < 30, `${marks.length} marks`);
    const on = [...seconds].sort((a, b) => a - b).map((s) => axis.secondsOf(BigInt(s) * SECOND));
    assert.ok(on.every((s, i) => s >= 0 && s <= axis.seconds && (i === 0 || s >= on[i - 1]!)));
  }
  assert.deepEqual(
    timeMarks(0, 40 * 86_400, 10).map(({ label }) => label),
    ['0 s', ...upTo(8).map((i) => `${(i + 1) * 120}:00:00`)],
  );
});

test('a segment that goes on over a jump of the clock is as long as it was seen', () => {
  const wall = Number(WALL);
  const recording = seenAt([wall, wall + 1, 0, 1, wall + 2, wall + 3, wall + 4], (i) =>
    i < 6 ? 0 : 1,
  );
  const segments = segmentsOf(recording.tracks[0]!);
  assert.deepEqual(
    segments.map(({ number, seconds }) => [number, seconds]),
    [
      [0, 4],
      [1, 0],
    ],
  );
});

test('texts are whole in any writing', () => {
  const words = ['Tür geöffnet — 扉が開いた 🧑‍🚒', 'カメラの前に人がいる'.repeat(9)];
  const recording = recorded(words, 'カメラ');
  const page = reportPage({ title: 'Küche', recording, summary: summarize(recording, measured) });
  for (const text of [...words, 'カメラ', 'Küche']) assert.ok(page.includes(text), text);
  assert.deepEqual(dataOf(page).words, words);
  // Cut between letters only: an accent or a joined pictograph stays with its letter.
  assert.equal(shorten('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
  assert.equal(shorten('🧑‍🚒🧑‍🚒🧑‍🚒', 2), '🧑‍🚒…');
});

test('labels: rows without overlap, left of their place at the right edge', () => {
  assert.deepEqual(beside(90, 20, 100), { from: 70, to: 90 });
  const spans = [0, 5, 10, 40].map((from) => ({ from, to: from + 20 }));
  assert.deepEqual(inRows(spans, 2), [0, 1, -1, 0]);
  const edges = spread([0, 1, 2, 99], 10, 0, 100);
  assert.deepEqual(edges, [0, 10, 20, 90]);
});

test('reference events: times as stamps; anything else is said', () => {
  const time = (sec: number) => ({ sec, nanosec: 5 });
  const { events, scenes } = readReferenceEvents(
    JSON.stringify({
      events: [{ stamp: time(1), end: time(2), kind: 'reach', text: 'an arm reaches' }],
      scenes: [{ start: time(0), end: time(1), text: 'at rest' }],
    }),
  );
  assert.deepEqual(events, [
    { startNs: SECOND + 5n, endNs: 2n * SECOND + 5n, kind: 'reach', text: 'an arm reaches' },
  ]);
  assert.equal(scenes[0]!.text, 'at rest');
  assert.throws(() => readReferenceEvents('{"events": [{"stamp": 12.5, "kind": "x"}]}'), /12\.5/);
});

test('thumbnails: any encoding and files, small, in true colours', async () => {
  const width = 640;
  const height = 480;
  const bgr = new Uint8Array(width * height * 3);
  for (let i = 0; i < bgr.length; i += 3) bgr.set([10, 20, 220], i);
  const frame = { width, height, step: 3 * width, bigEndian: false } as const;
  const file = await sharp(bgr, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  for (const [source, expected] of [
    [await thumbnail({ kind: 'raw', encoding: 'bgr8', ...frame, data: bgr }), [220, 20, 10]],
    [await thumbnail({ kind: 'compressed', format: 'png', data: file }), [10, 20, 220]],
  ] as const) {
    const bytes = Buffer.from(source.replace('data:image/jpeg;base64,', ''), 'base64');
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [320, 240]);
    [...data.subarray(0, 3)].forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) < 8, `${value} for ${expected[i]}`),
    );
  }
});
