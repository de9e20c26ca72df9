import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Extrema } from '../../src/report/browser/extrema.js';
import { lastUpTo, nearest, spaced, spacedStretches } from '../../src/report/browser/inSight.js';
import { Search } from '../../src/report/browser/search.js';
import { Pictures } from '../../src/report/pictures.js';
import { Recording } from '../../src/report/recording.js';
import { reportData } from '../../src/report/reportJson.js';
import { OTHER, shownLabels } from '../../src/report/shownLabels.js';
import { KEPT_LABELS, StateColumns } from '../../src/report/stateColumns.js';

const SECOND = 1_000_000_000n;
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('least and greatest of any range are those of its values', () => {
  const values = Uint16Array.from(upTo(1000), (i) => (i * 7919) % 65_521);
  const extrema = new Extrema(values);
  for (const [from, to] of [
    ...upTo(60).map((i) => [i * 3, i * 3 + 1 + ((i * 37) % 800)] as const),
    [0, 1000],
    [7, 8],
    [8, 64],
    [999, 1000],
    [512, 1000],
  ] as const) {
    const own = values.slice(from, Math.min(to, 1000));
    const expected = { least: Math.min(...own), most: Math.max(...own) };
    assert.deepEqual(extrema.of(from, Math.min(to, 1000)), expected, `${from} to ${to}`);
  }
});

test('of many times as many as can be told apart, all of them where they are few', () => {
  const times = Float64Array.from(upTo(100_000), (i) => i / 100);
  const seen = [...spaced(times, 100, 200, 1)];
  assert.equal(seen.length, 101);
  assert.ok(seen.every((index, i) => times[index] === 100 + i));
  assert.deepEqual([...spaced(times, 5, 5.03, 0)], [500, 501, 502, 503]);
  assert.deepEqual([...spaced(times, 2000, 3000, 1)], []);
  // The stretch that holds at the beginning comes first.
  assert.deepEqual([...spacedStretches([0, 10, 20, 30], 15, 25, 0)], [1, 2]);
  assert.deepEqual([...spacedStretches([0, 10, 20, 30], 10, 25, 0)], [0, 1, 2]);
  assert.equal(lastUpTo(times, 9.995), 999);
  assert.equal(lastUpTo(times, -1), -1);
  assert.deepEqual(
    [-5, 0.004, 0.006, 5000].map((time) => nearest(times, time)),
    [0, 0, 1, 99_999],
  );
  assert.equal(nearest([], 1), -1);
});

test('search: every word, in any case, with or without accents', () => {
  const search = new Search(['a Door opens', 'the door closes', 'Tür auf', 'ein Tor']);
  const found = (query: string) => {
    search.look(query);
    return upTo(4).filter((place) => search.finds(place));
  };
  assert.deepEqual(found('door'), [0, 1]);
  assert.deepEqual(found('OPENS door'), [0]);
  assert.deepEqual(found('tur'), [2]);
  assert.deepEqual(found('door tur'), []);
  assert.deepEqual(found('  '), [0, 1, 2, 3]);
  assert.equal(search.isOn, false);
});

test('pictures: never more than allowed, spread over the recording, first and newest kept', () => {
  const pictures = new Pictures(20, 1e9);
  // Many at once in the first minute, then one a minute.
  const seconds = [...upTo(100).map((i) => i / 2), ...upTo(60).map((i) => 60 * (i + 1))];
  for (const at of seconds)
    pictures.add('front', { stampNs: BigInt(Math.round(at * 1e9)), source: 'x'.repeat(10) });
  const kept = pictures.of('front').map(({ stampNs }) => Number(stampNs) / 1e9);
  assert.equal(kept.length, 20);
  assert.equal(kept[0], 0);
  assert.equal(kept.at(-1), 3600);
  const gaps = kept.slice(1).map((at, i) => at - kept[i]!);
  assert.ok(Math.max(...gaps) <= 4 * 180, `${gaps.join()} s between pictures`);
});

test('pictures: bytes are bounded too, whatever the cameras', () => {
  const pictures = new Pictures(1000, 5000);
  for (const i of upTo(300))
    pictures.add(`camera ${i % 3}`, {
      stampNs: BigInt(i) * SECOND,
      source: 'x'.repeat(90 + (i % 20)),
    });
  const kept = pictures.cameras.flatMap((camera) => pictures.of(camera));
  const characters = kept.reduce((sum, { source }) => sum + source.length, 0);
  assert.ok(characters <= 5000 && characters > 4700, `${characters} characters`);
  for (const camera of pictures.cameras) assert.ok(pictures.of(camera).length > 10, camera);
  // One that is too large by itself is not kept.
  pictures.add('huge', { stampNs: 0n, source: 'x'.repeat(6000) });
  assert.equal(pictures.of('huge').length, 0);
});

function column<T>(base64: string, kind: new (buffer: ArrayBuffer) => T): T {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new kind(bytes.buffer);
}

test('columns hold what was put in, however often they have grown', () => {
  const states = new StateColumns();
  for (const i of upTo(5000))
    states.push(
      {
        stampNs: 1_700_000_000_123_456_789n + BigInt(i),
        change: i / 4096,
        threshold: 0.25,
        first: i === 0,
        run: i % 3,
        segment: i,
        segmentStartNs: BigInt(i - (i % 2)),
      },
      {
        likely: i % 2 === 1,
        labels: upTo(i % 5).map((rank) => ({ label: `label ${rank}`, score: 0.5 - rank / 8 })),
      },
      i % 10 === 9 ? ['changed'] : [],
    );
  assert.equal(states.length, 5000);
  assert.deepEqual(states.at(4999), {
    stampNs: 1_700_000_000_123_461_788n,
    change: 4999 / 4096,
    threshold: 0.25,
    changed: true,
    first: false,
    run: 1,
    segment: 4999,
    segmentStartNs: 4998n,
  });
  assert.equal(states.at(0).first, true);
  assert.equal([...states].filter(({ changed }) => changed).length, 500);
  assert.equal(states.labelNames.length, KEPT_LABELS);
  assert.deepEqual(states.label(4, 1), { name: 1, score: 0.375 });
  assert.equal(states.label(1, 1), undefined);
  assert.deepEqual([...states.likely.slice(0, 3)], [0, 1, 0]);
});

test('the page holds times to a tenth of a millisecond and scores to a ten-thousandth', () => {
  const recording = new Recording();
  const time = (ms: number) => ({
    sec: 1_700_000_000 + Math.floor(ms / 1000),
    nanosec: (ms % 1000) * 1e6,
  });
  const message = (ms: number, change: number, run = 0n) => ({
    header: { stamp: time(ms), frame_id: '' },
    camera: 'front',
    window_start: time(ms),
    pack: 'p/1',
    query: '',
    sequence: 0n,
    first: ms === 0,
    run,
    segment: 0n,
    segment_start: time(0),
    change,
    threshold: ms < 500 ? 0.2 : 0.3,
    changed: ms === 250,
    noticed: ms === 250,
    worded: ms === 250,
    motion: 0,
    motion_threshold: 0,
    condition: 0,
    latency: 0,
    labels: [{ label: 'a door', score: 0.12345, probability: NaN }],
    other_probability: NaN,
    embedding: Float32Array.of(1),
  });
  for (const [ms, change] of [
    [0, 0],
    [250, 1.5],
    [500, 0.123],
    [7_200_000, 0.3],
  ] as const)
    recording.addState(message(ms, change));
  // The stamps jump back: states of another run, between those of the first.
  recording.addState(message(300, 0.7, 1n));
  const charts = recording.tracks.map((track) => ({ camera: 'front', query: '', tracks: [track] }));
  const data = reportData(charts, undefined);
  const { states } = data.charts[0]!.tracks[0]!;
  // The silence of two hours is cut out.
  assert.deepEqual(
    [...column(states.time, Uint32Array)].map((ticks) => Math.round(ticks * data.time.tick * 1000)),
    [0, 250, 300, 500, 500],
  );
  assert.deepEqual([...column(states.run!, Uint32Array)], [0, 0, 1, 0, 0]);
  const scores = [...column(states.change, Uint16Array)].map(
    (one) => (one / 65_535) * states.greatest,
  );
  for (const [i, score] of [0, 1.5, 0.7, 0.123, 0.3].entries())
    assert.ok(Math.abs(scores[i]! - score) < 1e-4, `${scores[i]} for ${score}`);
  assert.deepEqual([...column(states.marks.changed, Uint32Array)], [1]);
  assert.equal(typeof states.threshold, 'string');
  assert.deepEqual(
    [...column(states.labels[0]!.score, Int16Array)],
    [1235, 1235, 1235, 1235, 1235],
  );
  assert.deepEqual([data.labels, states.likely], [['a door'], undefined]);
});

test('labels are shown by their probabilities, with that of none of them; else by their cosines', () => {
  const labels = [
    { label: 'a cup', score: 0.2, probability: 0.6 },
    { label: 'a door', score: 0.3, probability: 0.1 },
  ];
  const shown = shownLabels({ labels, other_probability: 0.3 });
  assert.deepEqual(shown, {
    likely: true,
    labels: [
      { label: 'a cup', score: 0.6 },
      { label: OTHER, score: 0.3 },
      { label: 'a door', score: 0.1 },
    ],
  });
  const least = shownLabels({ labels, other_probability: 0.05 });
  assert.equal(least.labels[2]!.label, OTHER);
  assert.deepEqual(shownLabels({ labels, other_probability: NaN }), { likely: false, labels });
});
