import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MomentCollector } from '../../../src/memory/momentCollector.js';
import type { DecodedText, JudgedState } from '../../../src/worldState.js';
import { STILL, direction } from '../../fakeEngine.js';
import { SECOND } from './moments.js';

function state(seconds: number, given: Partial<JudgedState> = {}) {
  const stampNs = BigInt(Math.round(1000 * seconds)) * 1_000_000n;
  const judged: JudgedState = {
    camera: 'front',
    stampNs,
    run: 0,
    frameId: 'front_link',
    windowStartNs: stampNs - 2n * SECOND,
    query: 'q',
    sequence: 0,
    embedding: direction(seconds),
    frameFeatures: new Float32Array(),
    labelStates: [],
    answers: new Map(),
    motion: STILL,
    condition: 'ok',
    labels: [],
    otherProbability: NaN,
    receivedMs: 0,
    segment: 0,
    segmentStartNs: 0n,
    change: 0,
    threshold: 1,
    changed: false,
    segmentChange: 0,
    first: false,
    noticed: false,
    worded: false,
    segmentEmbedding: direction(seconds),
    ...given,
  };
  return { kind: 'state', state: judged } as const;
}

function text(given: Partial<DecodedText>) {
  const said: DecodedText = {
    camera: 'front',
    stampNs: 0n,
    frameId: '',
    query: 'q',
    text: 'a door opens',
    confidence: 0.9,
    similarity: 0.5,
    alternatives: [],
    segment: 0,
    segmentStartNs: 0n,
    change: 0,
    reason: 'CHANGE',
    ...given,
  };
  return { kind: 'text', text: said } as const;
}

const brief = ({ take }: { take: () => ReturnType<MomentCollector['take']> }) =>
  take().map(({ segment, startNs, endNs, text: said }) => ({
    segment,
    from: Number(startNs) / 1e9,
    to: Number(endNs) / 1e9,
    said,
  }));
const ended = (collector: MomentCollector) => brief({ take: () => collector.take() });

test('a segment is a moment, from its onset to that of the next', () => {
  const collector = new MomentCollector();
  for (const seconds of [10, 11, 12]) void collector.perceived(state(seconds, { segment: 4 }));
  assert.deepEqual(ended(collector), []);
  const next = { segment: 5, segmentStartNs: 11n * SECOND, changed: true };
  void collector.perceived(state(12.5, next));
  assert.deepEqual(ended(collector), [{ segment: 4, from: 8, to: 11, said: '' }]);
  collector.end();
  assert.deepEqual(ended(collector), [{ segment: 5, from: 11, to: 12.5, said: '' }]);
  assert.deepEqual(ended(collector), []);
});

test('a text belongs to its segment, also where it comes after its end; one on request to none', () => {
  const collector = new MomentCollector();
  void collector.perceived(state(10));
  void collector.perceived(text({ text: 'asked for', reason: 'REQUEST' }));
  void collector.perceived(state(11, { segment: 1, segmentStartNs: 10n * SECOND }));
  void collector.perceived(text({ segment: 0, text: 'late' }));
  void collector.perceived(text({ segment: 1, camera: 'rear', text: 'of another camera' }));
  void collector.perceived(text({ segment: 1, text: 'in time' }));
  collector.end();
  assert.deepEqual(
    ended(collector).map(({ said }) => said),
    ['late', 'in time'],
  );
});

test('a long segment is remembered in parts of a minute, with the same words', () => {
  const collector = new MomentCollector();
  for (let seconds = 0; seconds <= 130; seconds += 1) {
    void collector.perceived(state(10 + seconds));
    if (seconds === 3) void collector.perceived(text({}));
  }
  collector.end();
  assert.deepEqual(ended(collector), [
    { segment: 0, from: 8, to: 68, said: 'a door opens' },
    { segment: 0, from: 68, to: 128, said: 'a door opens' },
    { segment: 0, from: 128, to: 140, said: 'a door opens' },
  ]);
});

test('cameras and queries are apart; stamps that jump end a moment; a covered camera gives none', () => {
  const collector = new MomentCollector();
  void collector.perceived(state(10));
  void collector.perceived(state(10, { camera: 'rear' }));
  void collector.perceived(state(10, { query: 'other' }));
  void collector.perceived(state(500, { run: 1 }));
  void collector.perceived(state(501, { run: 1, condition: 'covered', segment: 9 }));
  collector.end();
  assert.equal(collector.take().length, 4);
});

test('where the robot was and what the camera saw when it began', async () => {
  const collector = new MomentCollector({
    pose: (stampNs) => ({
      frameId: 'map',
      x: Number(stampNs / SECOND),
      y: 0,
      z: 0,
      orientation: [0, 0, 0, 1],
    }),
    picture: (camera, stampNs) =>
      Promise.resolve(new TextEncoder().encode(`${camera} ${stampNs / SECOND}`)),
  });
  await collector.perceived(state(10));
  await collector.perceived(state(11));
  collector.end();
  const [moment] = collector.take();
  assert.equal(moment!.pose!.x, 10);
  assert.equal(new TextDecoder().decode(moment!.picture), 'front 10');
});
