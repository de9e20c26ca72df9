import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from } from 'rxjs';
import { VljepaError } from '../../src/errors.js';
import type { PredictedClip } from '../../src/operators/predictor.js';
import { takeSnapshot, totals } from '../../src/metrics/snapshot.js';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import { collect, frameAt, framesAt, marbles } from '../marbles.js';

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
    windowStartNs: 0n,
    queries: ['what', 'where'],
    embeddings: [],
    labelStates: [],
    answers: new Map(),
    frameFeatures: new Float32Array(),
    stageMs: { decompress: 2, predictor: 5 },
    warnings: ['jpeg_warning'],
  };
  assert.deepEqual(collect(from([clip, clip]).pipe(telemetry.measureStages())), [clip, clip]);
  assert.equal(telemetry.windows, 2);
  assert.deepEqual([...telemetry.warnings], [['jpeg_warning', 2]]);
  assert.deepEqual([...telemetry.drops.keys()], ['internal_error']);
  assert.equal(telemetry.lastError, undefined);
  assert.deepEqual([...telemetry.stageMs.keys()], ['decompress', 'predictor']);
  assert.equal(telemetry.stageMs.get('decompress')!.count, 2);
  assert.equal(telemetry.stageMs.get('predictor')!.values[0], 5);
});

test('what the gate took from earlier windows is counted beside what was computed', () => {
  const telemetry = new CameraTelemetry('front');
  const newest = frameAt(1);
  const clip = (reused?: PredictedClip['reused']): PredictedClip => ({
    clip: { camera: 'front', frames: framesAt([1]), newest, length: 4 },
    windowStartNs: 0n,
    queries: ['what'],
    embeddings: [],
    labelStates: [],
    answers: new Map(),
    frameFeatures: new Float32Array(),
    stageMs: {},
    ...(reused && { reused }),
  });
  collect(
    from([
      clip(),
      clip({ encoding: false, state: false }),
      clip({ encoding: true, state: false }),
      clip({ encoding: true, state: true }),
    ]).pipe(telemetry.measureStages()),
  );
  const { windows, encodingsReused, statesReused } = totals(takeSnapshot([telemetry], 0));
  assert.deepEqual([windows, encodingsReused, statesReused], [4, 2, 1]);
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

test('a snapshot is plain data: it does not change with what is counted later', () => {
  const telemetry = new CameraTelemetry('front');
  telemetry.drop('busy');
  telemetry.measure('total', 5);
  telemetry.fail(new VljepaError('FRAME_CORRUPT', 'no JPEG'));
  const snapshot = takeSnapshot([telemetry], 0);
  telemetry.drop('busy');
  telemetry.measure('total', 7);
  assert.deepEqual(structuredClone(snapshot), snapshot);
  const latencyMs = { total: { p50: 5, p90: 5, p99: 5, max: 5, count: 1 } };
  assert.deepEqual(snapshot, {
    cameras: [
      {
        camera: 'front',
        frames: 0,
        skipped: 0,
        windows: 0,
        encodingsReused: 0,
        statesReused: 0,
        texts: 0,
        drops: { busy: 1, frame_corrupt: 1 },
        warnings: {},
        clockJumps: 0,
        latencyMs,
        newestStampNs: undefined,
        stampsHz: undefined,
        arriving: false,
        lastError: '[FRAME_CORRUPT] no JPEG',
        condition: 'ok',
        noiseKnown: false,
      },
    ],
    latencyMs,
  });
});

test('a fault of the picture is noticed once, when it begins', () => {
  const noticed: [string, string][] = [];
  const camera = new CameraTelemetry('front', undefined, (kind, message) =>
    noticed.push([kind, message]),
  );
  for (const condition of ['ok', 'black', 'black', 'ok', 'frozen', 'covered'] as const)
    camera.judged(condition, true);
  assert.deepEqual(
    noticed.map(([kind]) => kind),
    ['black', 'frozen', 'covered'],
  );
  assert.match(noticed[0]![1], /the picture is black: check the lens cap/);
  const [snapshot] = takeSnapshot([camera], 0).cameras;
  assert.deepEqual([snapshot!.condition, snapshot!.noiseKnown], ['covered', true]);
});

test('over all cameras: counts added by reason, percentiles of all measurements', () => {
  const cameras = ['front', 'rear'].map((name) => new CameraTelemetry(name));
  cameras.forEach((camera, i) => {
    camera.frames = 10 + i;
    camera.windows = 5;
    camera.texts = i;
    camera.clockJumps = 1;
    camera.drop('text_busy');
    camera.drop(`odd_${i}`);
    camera.warnings.set('jpeg_warning', i + 1);
    for (let value = 1; value <= 50; value++) camera.measure('total', i * 50 + value);
  });
  const snapshot = takeSnapshot(cameras, 0);
  assert.deepEqual(totals(snapshot), {
    frames: 21,
    windows: 10,
    encodingsReused: 0,
    statesReused: 0,
    texts: 1,
    drops: { odd_0: 1, odd_1: 1, text_busy: 2 },
    warnings: { jpeg_warning: 3 },
    clockJumps: 2,
  });
  assert.deepEqual(Object.keys(totals(snapshot).drops), ['odd_0', 'odd_1', 'text_busy']);
  assert.deepEqual(snapshot.latencyMs['total'], {
    p50: 50,
    p90: 90,
    p99: 99,
    max: 100,
    count: 100,
  });
  assert.deepEqual(
    snapshot.cameras.map(({ latencyMs }) => latencyMs['total']!.max),
    [50, 100],
  );
});

test('a node keeps the newest measurements of a stage, a replay all of them', () => {
  const node = new CameraTelemetry('front');
  const replay = new CameraTelemetry('front', undefined, undefined, undefined, Infinity);
  for (let value = 1; value <= 5000; value++) {
    node.measure('total', value);
    replay.measure('total', value);
  }
  const latency = (telemetry: CameraTelemetry) => takeSnapshot([telemetry], 0).latencyMs['total']!;
  assert.deepEqual([latency(node).count, latency(replay).count], [5000, 5000]);
  assert.deepEqual([latency(node).p50, latency(replay).p50], [5000 - 512, 2500]);
  assert.equal(node.stageMs.get('total')!.values.length, 1024);
});
