import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from } from 'rxjs';
import { selectiveDecoding } from '../../../src/operators/selectiveDecoding.js';
import type { SelectiveDecoding } from '../../../src/selective/changeDetector.js';
import type { JudgedState, WorldState } from '../../../src/worldState.js';
import { STILL } from '../../fakeEngine.js';
import { collect, marbles } from '../../marbles.js';

const settings: SelectiveDecoding = {
  threshold: 0.3,
  smoothingSeconds: 0,
  persistenceSeconds: 0,
  refractorySeconds: 0,
  hysteresis: 0.8,
  texts: 'every_change',
  falseAlarmsPerHour: 0,
  pauseOnFault: true,
};

/** What is seen: two scenes at right angles, exact in float32. */
const desk = Float32Array.of(1, 0);
const door = Float32Array.of(0, 1);

function stateAt(seconds: number, query: string, embedding = desk): WorldState {
  return {
    camera: 'front',
    stampNs: BigInt(seconds * 1e9),
    run: 0,
    frameId: 'front_optical',
    windowStartNs: BigInt(seconds * 1e9),
    query,
    sequence: seconds,
    embedding,
    frameFeatures: new Float32Array(),
    motion: STILL,
    labelStates: [],
    answers: new Map(),
    condition: 'ok',
    labels: [],
    otherProbability: NaN,
    receivedMs: 0,
  };
}

/** Numbers that go up by query from 0, as `perceive` gives them. */
function numbering(): (query: string) => number {
  const next = new Map<string, number>();
  return (query) => {
    const value = next.get(query) ?? 0;
    next.set(query, value + 1);
    return value;
  };
}

function judge(states: readonly WorldState[], nextSegment = numbering()): JudgedState[] {
  return collect(from(states).pipe(selectiveDecoding(() => settings, nextSegment)));
}

function summary({ query, first, changed, segment }: JudgedState): string {
  return `${query}${segment}${first ? ' first' : ''}${changed ? ' changed' : ''}`;
}

test('while a camera shows nothing, nothing is judged; the segment goes on behind it', () => {
  const black = Float32Array.of(0, 1);
  const faulty = (seconds: number) => ({
    ...stateAt(seconds, 'q', black),
    condition: 'black' as const,
  });
  const through = [1, 2].map((seconds) => stateAt(seconds, 'q'));
  const states = [...through, faulty(3), faulty(4), stateAt(5, 'q'), stateAt(6, 'q')];
  const paused = judge(states);
  assert.deepEqual(
    paused.map((state) => [summary(state), state.worded, state.change]),
    [
      ['q0 first', true, 0],
      ['q0', false, 0],
      ['q0', false, 0],
      ['q0', false, 0],
      ['q0', false, 0],
      ['q0', false, 0],
    ],
  );
  assert.deepEqual(paused[3]!.segmentEmbedding, desk);
  const heard = collect(
    from(states).pipe(selectiveDecoding(() => ({ ...settings, pauseOnFault: false }), numbering())),
  );
  assert.deepEqual(heard.map(summary), ['q0 first', 'q0', 'q1 changed', 'q1', 'q2 changed', 'q2']);
});

test('what is there behind a fault is told where it is something else, moving or not', () => {
  const faulty = { ...stateAt(2, 'q'), condition: 'covered' as const };
  const judged = collect(
    from([stateAt(1, 'q'), faulty, stateAt(3, 'q', door)]).pipe(
      selectiveDecoding(() => ({ ...settings, texts: 'new_facts' as const }), numbering()),
    ),
  );
  assert.deepEqual(
    judged.map(({ changed, worded }) => [changed, worded]),
    [
      [false, true],
      [false, false],
      [true, true],
    ],
  );
});

test('a camera that is black from the start begins its first segment once it shows something', () => {
  const states = [
    { ...stateAt(1, 'q', door), condition: 'black' as const },
    { ...stateAt(2, 'q', door), condition: 'black' as const },
    stateAt(3, 'q'),
    stateAt(4, 'q'),
  ];
  const judged = judge(states);
  assert.deepEqual(judged.map(summary), ['q0', 'q0', 'q0 first', 'q0']);
  assert.deepEqual(
    judged.map(({ worded }) => worded),
    [false, false, true, false],
  );
});

test('every state carries its judgement, threshold and segment at the moment it comes', () => {
  marbles(({ hot, expectObservable }) => {
    const values = { a: stateAt(1, 'q'), b: stateAt(2, 'q'), c: stateAt(3, 'q', door) };
    const states = hot('a--b--c-|', values);
    const judged = {
      threshold: 0.3,
      first: false,
      changed: false,
      segmentChange: 0,
      noticed: false,
      worded: false,
    };
    expectObservable(states.pipe(selectiveDecoding(() => settings, numbering()))).toBe(
      'a--b--c-|',
      {
        a: {
          ...values.a,
          ...judged,
          first: true,
          worded: true,
          change: 0,
          segment: 0,
          segmentStartNs: 1_000_000_000n,
          segmentEmbedding: desk,
        },
        b: {
          ...values.b,
          ...judged,
          change: 0,
          segment: 0,
          segmentStartNs: 1_000_000_000n,
          segmentEmbedding: desk,
        },
        c: {
          ...values.c,
          ...judged,
          changed: true,
          noticed: true,
          worded: true,
          // n / (n + 1) · ‖μ − s‖² with two states of the desk before the one of the door.
          change: (2 / 3) * 2,
          segmentChange: (2 / 3) * 2,
          segment: 1,
          segmentStartNs: 3_000_000_000n,
          segmentEmbedding: door,
        },
      },
    );
  });
});

test('queries are judged apart', () => {
  const judged = judge([
    stateAt(1, 'a'),
    stateAt(1, 'b', door),
    stateAt(2, 'a'),
    stateAt(2, 'b', door),
    stateAt(3, 'a', door),
    stateAt(3, 'b', door),
  ]);
  assert.deepEqual(judged.map(summary), ['a0 first', 'b0 first', 'a0', 'b0', 'a1 changed', 'b0']);
});

test('a query that is added begins; one that was removed begins anew when it comes back', () => {
  const judged = judge([
    stateAt(1, 'a'),
    stateAt(2, 'a'),
    stateAt(2, 'b'),
    stateAt(3, 'b'),
    stateAt(4, 'a'),
    stateAt(4, 'b'),
  ]);
  assert.deepEqual(judged.map(summary), ['a0 first', 'a0', 'b0 first', 'b0', 'a1 first', 'b0']);
});

test('a window that still answers queries that were replaced while it was in flight begins nothing', () => {
  const judged = judge([
    stateAt(1, 'a'),
    stateAt(1, 'b'),
    // The settings say c from here on, but this window was already with the Predictor.
    stateAt(2, 'a'),
    stateAt(2, 'b'),
    stateAt(3, 'c'),
  ]);
  assert.deepEqual(judged.map(summary), ['a0 first', 'b0 first', 'a0', 'b0', 'c0 first']);
});

test('settings are read at every state', () => {
  let threshold = 4;
  const thresholds: number[] = [];
  const changed: boolean[] = [];
  marbles(({ hot, flush }) => {
    hot('a-b-c', { a: stateAt(1, 'q'), b: stateAt(2, 'q', door), c: stateAt(3, 'q', door) })
      .pipe(selectiveDecoding(() => ({ ...settings, threshold }), numbering()))
      .subscribe((state) => {
        thresholds.push(state.threshold);
        changed.push(state.changed);
        if (state.stampNs === 2_000_000_000n) threshold = 0.1;
      });
    flush();
  });
  assert.deepEqual(thresholds, [4, 4, 0.1]);
  assert.deepEqual(changed, [false, false, true]);
});

test('a new run begins anew with numbers that go on', () => {
  const next = numbering();
  const first = judge([stateAt(1, 'q'), stateAt(2, 'q', door)], next);
  const second = judge([stateAt(1, 'q')], next);
  assert.deepEqual([...first, ...second].map(summary), ['q0 first', 'q1 changed', 'q2 first']);
});

test('each subscription judges for itself', () => {
  const operator = selectiveDecoding(() => settings, numbering());
  const judged = from([stateAt(1, 'q')]).pipe(operator);
  assert.equal(collect(judged)[0]!.first, true);
  assert.equal(collect(judged)[0]!.first, true);
});
