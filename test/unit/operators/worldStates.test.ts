import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionedClip } from '../../../src/operators/judgeCondition.js';
import { worldStates } from '../../../src/operators/worldStates.js';
import type { WorldState } from '../../../src/worldState.js';
import { direction, STILL } from '../../fakeEngine.js';
import { frameAt, marbles } from '../../marbles.js';

function predicted(seconds: number, answers: Record<string, number>): ConditionedClip {
  const newest = frameAt(seconds, 7);
  return {
    clip: { camera: 'front', frames: [newest], newest, length: 4 },
    windowStartNs: 123n,
    queries: Object.keys(answers),
    embeddings: Object.values(answers).map(direction),
    labelStates: [direction(5)],
    answers: new Map(),
    frameFeatures: new Float32Array(),
    motion: STILL,
    condition: 'ok',
    stageMs: {},
  };
}

test("one state a query in the queries' order, with the newest frame's stamp, counted by query", () => {
  marbles(({ hot, expectObservable }) => {
    const counts = new Map<string, number>();
    const next = (query: string) => {
      const value = counts.get(query) ?? 0;
      counts.set(query, value + 1);
      return value;
    };
    const state = (
      seconds: number,
      query: string,
      sequence: number,
      angle: number,
    ): WorldState => ({
      camera: 'front',
      stampNs: frameAt(seconds).stampNs,
      run: 0,
      frameId: 'front_optical',
      windowStartNs: 123n,
      query,
      sequence,
      embedding: direction(angle),
      frameFeatures: new Float32Array(),
      motion: STILL,
      labelStates: [direction(5)],
      answers: new Map(),
      condition: 'ok',
      labels: [],
      otherProbability: NaN,
      receivedMs: seconds * 1000,
    });
    const clips = hot('a-----b-----|', {
      a: predicted(1, { what: 10, where: 20 }),
      b: predicted(2, { where: 30, who: 40 }),
    });
    expectObservable(clips.pipe(worldStates(next))).toBe('(wx)--(yz)--|', {
      w: state(1, 'what', 0, 10),
      x: state(1, 'where', 0, 20),
      y: state(2, 'where', 1, 30),
      z: state(2, 'who', 0, 40),
    });
  });
});

test('states hold no pixels', () => {
  marbles(({ hot, flush }) => {
    let seen: WorldState | undefined;
    hot('a|', { a: predicted(1, { what: 0 }) })
      .pipe(worldStates(() => 0))
      .subscribe((state) => (seen = state));
    flush();
    assert.ok(seen && !('image' in seen) && !('clip' in seen));
  });
});
