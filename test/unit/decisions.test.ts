import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainState, explainText } from '../../src/ros/decisions.js';
import { ChangeDetector, type SelectiveDecoding } from '../../src/selective/changeDetector.js';
import type { JudgedState } from '../../src/worldState.js';

const SETTINGS: SelectiveDecoding = {
  threshold: 0.5,
  smoothingSeconds: 0,
  persistenceSeconds: 1,
  refractorySeconds: 3,
  hysteresis: 0.5,
  texts: 'every_change',
  falseAlarmsPerHour: 0,
  pauseOnFault: true,
};

/** A unit vector at that angle (degrees) to the first scene's. */
function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

/** What is said of each of the angles, a second apart. */
function explain(degrees: readonly number[], settings: Partial<SelectiveDecoding> = {}): string[] {
  const detector = new ChangeDetector();
  const selective = { ...SETTINGS, ...settings };
  return degrees.map((angle, i) => {
    const stampNs = 1_000_000_000n * BigInt(1000 + i) + 5n;
    const judgement = detector.update(
      { stampNs, windowStartNs: stampNs, run: 0, moving: true, embedding: at(angle) },
      selective,
    );
    const state: JudgedState = {
      camera: 'front',
      stampNs,
      run: 0,
      frameId: '',
      windowStartNs: stampNs,
      query: 'what is there?',
      sequence: i,
      embedding: at(angle),
      labelStates: [],
      answers: new Map(),
      labels: [],
      otherProbability: NaN,
      receivedMs: 0,
      segment: 7,
      threshold: selective.threshold,
      frameFeatures: new Float32Array(),
      motion: { amount: 0, threshold: 0.02, moving: false },
      condition: 'ok',
      segmentChange: 0.7,
      noticed: false,
      ...judgement,
      worded: judgement.first || (judgement.changed && selective.texts === 'every_change'),
    };
    return explainState(state);
  });
}

test('a window is told by camera, stamp, query, segment, score and threshold', () => {
  const [first, second] = explain([0, 0]);
  assert.equal(
    first,
    'camera front, stamp 1000.000000005, query "what is there?", window 0, segment 7: change 0.0000, threshold 0.5; speaks: the first window',
  );
  assert.match(second!, /window 1, .*; silent: no change above the threshold$/);
});

test('a change that tells nothing new is not put into words', () => {
  const said = explain([0, 0, 0, 90, 90, 90], { texts: 'new_facts' });
  assert.match(said[4]!, /silent: the change is confirmed, and nothing has moved that is new$/);
});

test('a change is confirmed when it has lasted', () => {
  const said = explain([0, 0, 0, 90, 90, 90]);
  assert.match(said[3]!, /silent: the change has not lasted for selective_decoding\.persistence$/);
  assert.match(said[4]!, /speaks: the change is confirmed$/);
  assert.match(said[5]!, /silent: no change above the threshold$/);
});

test('a second change waits for the refractory time', () => {
  const said = explain([0, 0, 0, 90, 90, 0, 0, 0]);
  assert.match(said[4]!, /speaks/);
  assert.match(said[5]!, /silent: the change has not lasted/);
  assert.match(said[6]!, /silent: selective_decoding\.refractory is not over/);
  assert.match(said[7]!, /speaks/);
});

test('a score between the two thresholds keeps a change, and confirms none', () => {
  const said = explain([0, 0, 0, 0, 90, 40, 40]);
  assert.match(said[6]!, /silent: a change has begun, kept by selective_decoding\.hysteresis/);
});

test('a newest window that is back again confirms none', () => {
  const said = explain([0, 0, 0, 0, 90, 90, 0], { smoothingSeconds: 3, threshold: 0.3 });
  assert.match(said[6]!, /silent: the newest window alone is like the running segment/);
});

test('a text, and one that comes too late', () => {
  const text = {
    camera: 'front',
    stampNs: 1_500_000_000n,
    frameId: '',
    query: 'what?',
    text: 'a "door"',
    confidence: 0.51234,
    similarity: 0.5,
    alternatives: [],
    segment: 0,
    segmentStartNs: 0n,
    change: 0,
    reason: 'CHANGE',
  } as const;
  const said =
    'camera front, stamp 1.500000000, query "what?": says "a \\"door\\"" (CHANGE, confidence 0.51)';
  assert.equal(explainText(text, true), said);
  assert.match(explainText(text, false), /does not say, too late, "a \\"door/);
});
