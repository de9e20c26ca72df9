import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, cosine, type LabelSpace } from '../../../src/operators/classify.js';
import type { WorldState } from '../../../src/worldState.js';
import { direction, STILL } from '../../fakeEngine.js';
import { marbles } from '../../marbles.js';

function stateAt(angle: number): WorldState {
  return {
    camera: 'front',
    stampNs: 1n,
    run: 0,
    frameId: 'front_optical',
    windowStartNs: 0n,
    query: 'q',
    sequence: 0,
    embedding: direction(angle),
    motion: STILL,
    labels: [],
    receivedMs: 0,
  };
}

function space(labels: Record<string, number>): LabelSpace {
  return { labels: Object.keys(labels), embeddings: Object.values(labels).map(direction) };
}

test('the cosine of unit vectors', () => {
  assert.ok(Math.abs(cosine(direction(10), direction(70)) - 0.5) < 1e-6);
  assert.ok(Math.abs(cosine(direction(30), direction(30)) - 1) < 1e-6);
  assert.ok(Math.abs(cosine(direction(0), direction(180)) + 1) < 1e-6);
});

test('labels come best first with their cosines; changed labels hold from the next state', () => {
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
  });
});

test('nothing else of a state changes', () => {
  marbles(({ hot, expectObservable }) => {
    const state = stateAt(0);
    const out = hot('a-|', { a: state }).pipe(classify(() => space({})));
    expectObservable(out).toBe('a-|', { a: state });
  });
});
