import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from '@foxglove/rosmsg';
import { MessageReader } from '@foxglove/rosmsg2-serialization';
import { of } from 'rxjs';
import { messageDefinition } from '../../src/messages/definitions.js';
import { metricsMessage, type MetricsMessage } from '../../src/messages/metrics.js';
import { serializer } from '../../src/messages/serializer.js';
import { pipelineDiagnoses } from '../../src/metrics/diagnoses.js';
import { PipelineMetrics, type PipelineSnapshot } from '../../src/metrics/pipelineMetrics.js';
import { UNCONFIGURED, nodeSnapshot } from '../../src/metrics/nodeSnapshot.js';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import type { LiveSettings } from '../../src/settings.js';
import { FakeEngine } from '../fakeEngine.js';
import { frameAt } from '../marbles.js';

const SECOND = 1_000_000_000n;

const RUNTIME = {
  executionProvider: 'cpu',
  loadMs: 1234,
  warmUpMs: 567,
  passedOver: [{ executionProvider: 'cuda', reason: 'no library' }],
} as const;

function setUp() {
  const telemetry = ['front', 'rear'].map((name) => new CameraTelemetry(name));
  const wanted = new Map([
    ['front', 4],
    ['rear', 2],
  ]);
  const metrics = new PipelineMetrics(
    { pack: { id: 'nano/0.2.0' }, runtime: RUNTIME },
    telemetry,
    (name) => wanted.get(name)!,
  );
  return { front: telemetry[0]!, rear: telemetry[1]!, metrics };
}

function arrive(telemetry: CameraTelemetry, seconds: number): void {
  of({ ...frameAt(seconds), receivedMs: seconds * 1000 })
    .pipe(telemetry.countFrames())
    .subscribe();
}

test('what is recent is what the newest five seconds have added to the counts', () => {
  const { front, metrics } = setUp();
  metrics.restart();
  const recent = Array.from({ length: 9 }, (_, second) => {
    for (let i = 0; i < second; i++) arrive(front, second + i / 10);
    if (second === 8) front.windows += 10;
    return metrics.snapshot(second * 1000).cameras[0]!.recent;
  });
  assert.deepEqual(
    recent.map(({ seconds, frames }) => [seconds, frames]),
    [
      [0, 0],
      [1, 1],
      [2, 3],
      [3, 6],
      [4, 10],
      [5, 15],
      [5, 20],
      [5, 25],
      [5, 30],
    ],
  );
  assert.equal(recent.at(-1)!.windows, 10);
});

test('rates do not depend on how often snapshots are taken', () => {
  const { front, metrics } = setUp();
  metrics.restart();
  for (let tenth = 0; tenth <= 200; tenth++) {
    arrive(front, tenth / 10);
    const { recent } = metrics.snapshot(tenth * 100).cameras[0]!;
    if (tenth > 100) assert.deepEqual([recent.seconds, recent.frames], [4.5, 45]);
  }
});

test('of what happens to one camera the other knows nothing', () => {
  const { front, metrics } = setUp();
  metrics.restart();
  metrics.snapshot(0);
  arrive(front, 1);
  front.fail(new Error('torn'));
  const [own, other] = metrics.snapshot(1000).cameras;
  assert.deepEqual([own!.recent.frames, other!.recent.frames], [1, 0]);
  assert.deepEqual([own!.recent.faults, other!.recent.faults], [1, 0]);
  assert.deepEqual([own!.wantedHz, other!.wantedHz], [4, 2]);
});

test('activation: rates begin anew, counts go on; the event loop is measured while active', async () => {
  const { front, metrics } = setUp();
  assert.equal(metrics.snapshot(0).active, false);
  assert.equal(metrics.snapshot(0).eventLoopDelayMs, undefined);
  metrics.restart();
  for (let i = 0; i < 3; i++) arrive(front, i);
  // Long enough for the histogram to have ticked, and late by more than its resolution.
  await sleep(20);
  const blockedUntil = performance.now() + 30;
  while (performance.now() < blockedUntil);
  await sleep(20);
  const active = metrics.snapshot(1000);
  assert.equal(active.active, true);
  assert.equal(active.cameras[0]!.framesSinceActivation, 3);
  assert.ok(active.eventLoopDelayMs!.max >= 20, `${active.eventLoopDelayMs!.max} ms`);
  assert.ok(active.eventLoopDelayMs!.p99 <= active.eventLoopDelayMs!.max);
  metrics.stop();
  const stopped = metrics.snapshot(2000);
  assert.deepEqual([stopped.active, stopped.eventLoopDelayMs], [false, undefined]);
  metrics.restart();
  const [again] = metrics.snapshot(3000).cameras;
  assert.equal(again!.frames, 3);
  assert.equal(again!.framesSinceActivation, 0);
  assert.equal(again!.recent.seconds, 0);
});

/** As a subscriber gets it. */
function sent(pipeline: PipelineSnapshot, stampNs: bigint): MetricsMessage {
  const definition = messageDefinition('vljepa/msg/Metrics');
  const bytes = serializer<MetricsMessage>(definition)(
    metricsMessage(nodeSnapshot(pipeline, stampNs)),
  );
  return new MessageReader<MetricsMessage>(parse(definition, { ros2: true })).readMessage(bytes);
}

test('vljepa/Metrics holds the numbers of the snapshot, each in its own field', () => {
  const { front, metrics } = setUp();
  metrics.restart();
  metrics.snapshot(0);
  for (let i = 0; i < 12; i++) arrive(front, i / 2);
  front.skipped = 1;
  front.windows = 8;
  front.encodingsReused = 6;
  front.statesReused = 5;
  front.texts = 2;
  front.clockJumps = 3;
  for (const reason of ['busy', 'busy', 'frame_corrupt']) front.drop(reason);
  front.warnings.set('jpeg_warning', 4);
  for (let value = 1; value <= 100; value++) front.measure('total', value / 8);
  const message = sent(metrics.snapshot(4000), 7n * SECOND + 5n);
  assert.deepEqual(message.header, { stamp: { sec: 7, nanosec: 5 }, frame_id: '' });
  assert.deepEqual([message.pack, message.active], ['nano/0.2.0', true]);
  const total = {
    stage: 'total',
    count: 100n,
    p50_ms: 50 / 8,
    p90_ms: 90 / 8,
    p99_ms: 99 / 8,
    max_ms: 100 / 8,
  };
  assert.deepEqual(message.cameras[0], {
    camera: 'front',
    frames: 12n,
    skipped: 1n,
    windows: 8n,
    encodings_computed: 2n,
    encodings_reused: 6n,
    states_computed: 3n,
    states_reused: 5n,
    texts: 2n,
    drops: [
      { name: 'busy', count: 2n },
      { name: 'frame_corrupt', count: 1n },
    ],
    warnings: [{ name: 'jpeg_warning', count: 4n }],
    clock_jumps: 3n,
    frames_hz: 3,
    windows_hz: 2,
    stamps_hz: 2,
    wanted_hz: 4,
    texts_per_window: 0.25,
    stamp_age: 1.500000005,
    stages: [total],
  });
  assert.deepEqual(message.stages, [total]);
  assert.ok(message.uptime > 0 && message.uptime < 3600);
  const { resident_bytes, heap_used_bytes, external_bytes, array_buffer_bytes } = message;
  assert.ok(resident_bytes > heap_used_bytes && heap_used_bytes > 1n << 20n);
  assert.ok(external_bytes >= array_buffer_bytes && array_buffer_bytes > 0n);
});

test('what a node has not measured is NaN', () => {
  const { metrics } = setUp();
  const [front] = sent(metrics.snapshot(0), 0n).cameras;
  assert.deepEqual([front!.stamps_hz, front!.stamp_age], [NaN, NaN]);
  assert.deepEqual([front!.frames_hz, front!.windows_hz, front!.texts_per_window], [0, 0, 0]);
  const unconfigured = sent(UNCONFIGURED, SECOND);
  assert.deepEqual([unconfigured.pack, unconfigured.active, unconfigured.cameras], ['', false, []]);
  assert.deepEqual(
    [unconfigured.event_loop_delay_p99_ms, unconfigured.event_loop_delay_max_ms],
    [NaN, NaN],
  );
});

test('/diagnostics: one key a number', () => {
  const { front, rear, metrics } = setUp();
  metrics.restart();
  for (let value = 1; value <= 100; value++) front.measure('x_encoder', value);
  rear.measure('total', 17.504);
  [front.windows, rear.windows, rear.texts] = [3, 5, 2];
  const { pack } = new FakeEngine();
  const live: LiveSettings = {
    queries: ['what?'],
    labelSpace: NO_LABELS,
    selective: {
      threshold: 0.3,
      smoothingSeconds: 0.5,
      persistenceSeconds: 0.5,
      refractorySeconds: 1,
      hysteresis: 0.8,
      texts: 'new_facts',
      falseAlarmsPerHour: 0,
      pauseOnFault: true,
    },
    text: { minProbability: 0.7, below: 'say' as const },
    rateHz: {},
  };
  const diagnoses = pipelineDiagnoses(metrics.snapshot(1000), {
    ...{ pack, live, threads: 1, recovering: false, failure: undefined },
  });
  const values = new Map(diagnoses.map((diagnosis) => [diagnosis.task, diagnosis.values]));
  assert.deepEqual(
    [...values.keys()],
    ['latency', 'inference', 'selective decoding', 'event loop'],
  );
  assert.deepEqual(values.get('latency'), {
    'front x_encoder p50 (ms)': '50.00',
    'front x_encoder p90 (ms)': '90.00',
    'front x_encoder p99 (ms)': '99.00',
    'front x_encoder max (ms)': '100.00',
    'rear total p50 (ms)': '17.50',
    'rear total p90 (ms)': '17.50',
    'rear total p99 (ms)': '17.50',
    'rear total max (ms)': '17.50',
  });
  const inference = values.get('inference')!;
  assert.equal(inference['Execution provider'], 'cpu');
  assert.equal(inference['Load time (s)'], '1.23');
  assert.equal(inference['Passed over: cuda'], 'no library');
  const { Windows, Texts, 'Texts per window': share } = values.get('selective decoding')!;
  assert.deepEqual([Windows, Texts, share], [8, 2, '0.2500']);
  for (const { values: shown } of diagnoses)
    for (const [key, value] of Object.entries(shown))
      assert.doesNotMatch(String(value), / \/ /, `${key}: ${value}`);
});
