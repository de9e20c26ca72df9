import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from } from 'rxjs';
import { VljepaError } from '../../src/errors.js';
import type { PredictedClip } from '../../src/operators/predictor.js';
import { CameraTelemetry, Reservoir } from '../../src/telemetry.js';
import { collect, frameAt, framesAt, marbles } from '../marbles.js';

test('percentiles are nearest ranks of the newest values', () => {
  const reservoir = new Reservoir(100);
  assert.equal(reservoir.percentile(0.5), undefined);
  reservoir.add(7);
  for (const share of [0, 0.5, 1]) assert.equal(reservoir.percentile(share), 7);
  for (let value = 1; value <= 100; value++) reservoir.add(value);
  assert.equal(reservoir.percentile(0.5), 50);
  assert.equal(reservoir.percentile(0.99), 99);
  assert.equal(reservoir.percentile(1), 100);
  assert.equal(reservoir.percentile(0), 1);
});

test('a reservoir forgets its oldest values and never holds more than its capacity', () => {
  const reservoir = new Reservoir(10);
  for (let value = 0; value < 1000; value++) reservoir.add(value);
  assert.equal(reservoir.count, 10);
  assert.equal(reservoir.percentile(0), 990);
  assert.equal(reservoir.percentile(1), 999);
});

test('values need not come in order', () => {
  const reservoir = new Reservoir();
  for (const value of [3, 1, 2]) reservoir.add(value);
  assert.equal(reservoir.percentile(0.5), 2);
});

test('frames are counted as they pass, with the stamp of the last one', () => {
  marbles(({ hot, expectObservable, flush }) => {
    const telemetry = new CameraTelemetry('front');
    const values = { a: frameAt(1), b: frameAt(2) };
    expectObservable(hot('a-b-|', values).pipe(telemetry.countFrames())).toBe('a-b-|', values);
    flush();
    assert.equal(telemetry.frames, 2);
    assert.equal(telemetry.newestStampNs, 2_000_000_000n);
  });
});

test('a window that succeeds is counted once with its stages, and clears the last error', () => {
  const telemetry = new CameraTelemetry('front');
  telemetry.fail(new Error('before'));
  const newest = frameAt(1);
  const clip: PredictedClip = {
    clip: { camera: 'front', frames: framesAt([1]), newest, length: 4 },
    tokens: { handle: 1 },
    windowStartNs: 0n,
    queries: ['what', 'where'],
    embeddings: [],
    stageMs: { decode: 2, predictor: 5 },
    warnings: ['jpeg_warning'],
  };
  assert.deepEqual(collect(from([clip, clip]).pipe(telemetry.measureStages())), [clip, clip]);
  assert.equal(telemetry.windows, 2);
  assert.deepEqual([...telemetry.warnings], [['jpeg_warning', 2]]);
  assert.deepEqual([...telemetry.drops.keys()], ['internal_error']);
  assert.equal(telemetry.lastError, undefined);
  assert.deepEqual([...telemetry.stageMs.keys()], ['decode', 'predictor']);
  assert.equal(telemetry.stageMs.get('decode')!.count, 2);
  assert.equal(telemetry.stageMs.get('predictor')!.percentile(1), 5);
});

test('failures are counted by their code, and each goes to the log', () => {
  const logged: unknown[] = [];
  const telemetry = new CameraTelemetry('front', (error) => logged.push(error));
  const corrupt = new VljepaError('FRAME_CORRUPT', 'no JPEG');
  telemetry.fail(corrupt);
  telemetry.fail(corrupt);
  telemetry.fail(new VljepaError('ENGINE_CLOSED', 'closed'));
  telemetry.fail(new TypeError('unforeseen'));
  telemetry.fail('not even an error');
  telemetry.failText(new VljepaError('REQUEST_FAILED', 'no words'));
  telemetry.drop('busy');
  assert.deepEqual(Object.fromEntries(telemetry.drops), {
    frame_corrupt: 2,
    engine_closed: 1,
    internal_error: 2,
    text_failed: 1,
    busy: 1,
  });
  assert.equal(logged.length, 6);
  assert.equal(logged[0], corrupt);
});

test('a failure without a listener is counted all the same', () => {
  const telemetry = new CameraTelemetry('front');
  telemetry.fail(new Error('alone'));
  assert.equal(telemetry.drops.get('internal_error'), 1);
  assert.ok(telemetry.lastError instanceof Error);
});
