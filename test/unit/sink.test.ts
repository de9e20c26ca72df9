import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveAtOnce, giveInTurn, type Sink } from '../../src/sink.js';
import { countTexts } from '../../src/metrics/countTexts.js';
import type { Perception } from '../../src/perception.js';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import type { DecodedText } from '../../src/worldState.js';

const TEXT: DecodedText = {
  camera: 'front',
  stampNs: 0n,
  frameId: '',
  query: '',
  text: 'a cat',
  confidence: 1,
  similarity: 0.5,
  alternatives: [],
  segment: 0,
  segmentStartNs: 0n,
  change: 0,
  reason: 'FIRST',
};
const PERCEPTION: Perception = { kind: 'text', text: TEXT };
const telemetry = new CameraTelemetry('front');

/** One that takes a moment. */
function slow(name: string, done: string[]): Sink {
  return {
    async perceived() {
      done.push(`${name} begins`);
      await Promise.resolve();
      done.push(`${name} ends`);
    },
  };
}

function throwing(message: string): Sink {
  return {
    perceived() {
      throw new Error(message);
    },
  };
}

function rejecting(message: string): Sink {
  return { perceived: () => Promise.reject(new Error(message)) };
}

test('in turn, each sink has ended before the next begins', async () => {
  const done: string[] = [];
  await giveInTurn([slow('a', done), slow('b', done)], PERCEPTION, telemetry);
  assert.deepEqual(done, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('in turn, the first failure ends it', async () => {
  const done: string[] = [];
  const sinks = [rejecting('the disk is full'), slow('b', done)];
  await assert.rejects(giveInTurn(sinks, PERCEPTION, telemetry), /the disk is full/);
  assert.deepEqual(done, []);
});

test('at once, no sink waits for another, and failures cost the others nothing', async () => {
  const done: string[] = [];
  const failures: string[] = [];
  const sinks = [throwing('one'), rejecting('two'), slow('a', done), slow('b', done)];
  giveAtOnce(sinks, PERCEPTION, telemetry, (error) => failures.push((error as Error).message));
  assert.deepEqual(done, ['a begins', 'b begins']);
  await new Promise(setImmediate);
  assert.deepEqual(done, ['a begins', 'b begins', 'a ends', 'b ends']);
  assert.deepEqual(failures, ['one', 'two']);
});

test('texts are counted that were not asked for, each for its camera', () => {
  const [front, rear] = ['front', 'rear'].map((name) => new CameraTelemetry(name));
  for (const reason of ['FIRST', 'CHANGE', 'REQUEST'] as const)
    void countTexts.perceived({ kind: 'text', text: { ...TEXT, reason } }, front!);
  assert.deepEqual([front!.texts, rear!.texts], [2, 0]);
});
