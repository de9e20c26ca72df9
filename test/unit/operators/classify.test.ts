import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { of } from 'rxjs';
import type { LabelCalibration } from '../../../src/engine/engine.js';
import {
  NO_LABELS,
  classify,
  encodeLabels,
  labelSpace,
  type LabelSpace,
} from '../../../src/operators/classify.js';
import { cosine } from '../../../src/selective/unitVector.js';
import type { WorldState } from '../../../src/worldState.js';
import { EmbeddingSource } from '../../embeddingStream.js';
import { FakeEngine, direction, STILL } from '../../fakeEngine.js';
import { checkout, numpyMissing } from '../../fixtures/fixtures.js';
import { collect, marbles } from '../../marbles.js';

function stateAt(angle: number, labelStates: readonly Float32Array[] = []): WorldState {
  return {
    camera: 'front',
    stampNs: 1n,
    run: 0,
    frameId: 'front_optical',
    windowStartNs: 0n,
    query: 'q',
    sequence: 0,
    embedding: direction(angle),
    frameFeatures: new Float32Array(),
    motion: STILL,
    labelStates,
    answers: new Map(),
    condition: 'ok',
    labels: [],
    otherProbability: NaN,
    receivedMs: 0,
  };
}

function space(labels: Record<string, number>, calibration?: LabelCalibration): LabelSpace {
  return labelSpace(Object.keys(labels), Object.values(labels).map(direction), calibration);
}

/** Two queries. Of a typical window the first has an answer at 0°, the second one at 90°. */
const TWO: LabelCalibration = {
  queries: [
    { query: 'what happens', typicalState: direction(0), scale: 8, offset: 0 },
    { query: 'what is there', typicalState: direction(90), scale: 8, offset: 0 },
  ],
  other: 1,
};

function classified(state: WorldState, labels: LabelSpace): WorldState {
  return collect(of(state).pipe(classify(() => labels)))[0]!;
}

test('the cosine of unit vectors', () => {
  assert.ok(Math.abs(cosine(direction(10), direction(70)) - 0.5) < 1e-6);
  assert.ok(Math.abs(cosine(direction(30), direction(30)) - 1) < 1e-6);
  assert.ok(Math.abs(cosine(direction(0), direction(180)) + 1) < 1e-6);
});

test('without a calibration labels come best first by their cosines, and are not probable', () => {
  marbles(({ hot, flush }) => {
    let labels = space({ far: 180, near: 10, middle: 90 });
    const seen: WorldState[] = [];
    const states = hot('a-b-c', { a: stateAt(0), b: stateAt(170), c: stateAt(0) });
    states.pipe(classify(() => labels)).subscribe((state) => {
      seen.push(state);
      if (seen.length === 2) labels = space({});
    });
    flush();
    const names = seen.map((state) => state.labels.map(({ label }) => label));
    assert.deepEqual(names, [['near', 'middle', 'far'], ['far', 'middle', 'near'], []]);
    assert.ok(Math.abs(seen[0]!.labels[0]!.score - Math.cos(Math.PI / 18)) < 1e-6);
    assert.ok(Math.abs(seen[0]!.labels[2]!.score + 1) < 1e-6);
    assert.ok(seen.every(({ labels }) => labels.every(({ probability }) => isNaN(probability))));
    assert.ok(seen.every(({ otherProbability }) => isNaN(otherProbability)));
  });
});

test('nothing else of a state changes', () => {
  marbles(({ hot, expectObservable }) => {
    const state = stateAt(0);
    const out = hot('a-|', { a: state }).pipe(classify(() => NO_LABELS));
    expectObservable(out).toBe('a-|', { a: state });
  });
});

test('a label that is near to every window gives way to one that this window is nearer to than usual', () => {
  const labels = space({ hub: 0, rare: 60 }, TWO);
  const seen = classified(stateAt(20, [direction(20), direction(90)]), labels);
  assert.deepEqual(
    seen.labels.map(({ label }) => label),
    ['rare', 'hub'],
  );
  const [rare, hub] = seen.labels;
  assert.ok(hub!.score > rare!.score, 'the score stays the cosine');
});

test('each label is held against the query that it answers', () => {
  const labels = space({ 'a cup': 180, 'a cup falls': 270 }, TWO);
  const best = (...states: Float32Array[]) => classified(stateAt(0, states), labels).labels[0]!;
  assert.equal(best(direction(0), direction(170)).label, 'a cup');
  assert.equal(best(direction(280), direction(90)).label, 'a cup falls');
});

test('probabilities add up to 1; none of the labels is likeliest of what is like all windows', () => {
  const labels = space({ a: 120, b: 200, c: 300 }, TWO);
  const sumOf = ({ labels, otherProbability }: WorldState) =>
    labels.reduce((sum, { probability }) => sum + probability, otherProbability);
  const typical = classified(stateAt(0, [direction(0), direction(90)]), labels);
  const clear = classified(stateAt(0, [direction(0), direction(300)]), labels);
  for (const state of [typical, clear]) assert.ok(Math.abs(sumOf(state) - 1) < 1e-9);
  assert.equal(clear.labels[0]!.label, 'c');
  assert.ok(clear.labels[0]!.probability > 0.9, `${clear.labels[0]!.probability}`);
  assert.ok(typical.otherProbability > 10 * clear.otherProbability);
});

test('a window that was asked before labels were set has their cosines alone', () => {
  const seen = classified(stateAt(0), space({ b: 80, a: 10 }, TWO));
  assert.deepEqual(
    seen.labels.map(({ label, probability }) => [label, probability]),
    [
      ['a', NaN],
      ['b', NaN],
    ],
  );
  assert.equal(seen.otherProbability, NaN);
});

test("labels are put into the pack's template, and its queries are asked for them", async () => {
  const engine = new FakeEngine();
  assert.equal(await encodeLabels(engine, []), NO_LABELS);
  assert.deepEqual((await encodeLabels(engine, ['cup'])).queries, []);
  const calibrated = Object.assign(engine, { pack: { ...engine.pack, labels: TWO } });
  const asked = await encodeLabels(calibrated, ['cup']);
  assert.deepEqual(asked.queries, ['what happens', 'what is there']);
});

test("probabilities equal NumPy's", { skip: numpyMissing() }, () => {
  const source = new EmbeddingSource(7, 24);
  const vectors = (count: number) => Array.from({ length: count }, () => source.unit());
  const embeddings = vectors(9);
  const calibration: LabelCalibration = {
    queries: vectors(2).map((mean, i) => ({
      query: `${i}`,
      typicalState: mean.map((value) => 0.6 * value),
      scale: 6 + 5 * i,
      offset: 0.3 - i,
    })),
    other: 0.4,
  };
  const names = embeddings.map((_, i) => `${i}`);
  const labels = labelSpace(names, embeddings, calibration);
  const windows = Array.from({ length: 6 }, () => vectors(2));
  const lists = (rows: readonly Float32Array[]) => rows.map((row) => [...row]);
  const input = JSON.stringify({
    embeddings: lists(embeddings),
    typical: lists(calibration.queries.map(({ typicalState }) => typicalState)),
    scales: calibration.queries.map(({ scale }) => scale),
    offsets: calibration.queries.map(({ offset }) => offset),
    other: calibration.other,
    windows: windows.map(lists),
  });
  const program = join(checkout, 'test/fixtures/label_reference.py');
  const reference = JSON.parse(
    execFileSync('python3', [program], { input, encoding: 'utf8' }),
  ) as number[][];
  windows.forEach((window, w) => {
    const { labels: found, otherProbability } = classified(stateAt(0, window), labels);
    const expected = reference[w]!;
    for (const { label, probability } of found)
      assert.ok(Math.abs(probability - expected[Number(label)]!) < 1e-6);
    assert.ok(Math.abs(otherProbability - expected.at(-1)!) < 1e-6);
    assert.deepEqual(
      found.map(({ label }) => label),
      names.toSorted((a, b) => expected[Number(b)]! - expected[Number(a)]!),
    );
  });
});
