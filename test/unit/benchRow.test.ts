import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurementOf, type ArrivedState, type LoadResult } from '../../bench/measurement.js';
import { rowOf } from '../../bench/row.js';
import { benchmarkTable } from '../../bench/table.js';

const ms = (count: number) => String(1_000_000_000_000_000_000n + BigInt(count) * 1_000_000n);

/** A state that the middleware took 1 ms before it arrived, after 10 ms in the system. */
const state = (camera: string, stampMs: number, arrivedMs: number): ArrivedState => [
  camera,
  ms(stampMs),
  ms(arrivedMs),
  ms(arrivedMs - 1),
  String(10_000_000),
];

/** Four frames, 100 ms apart; the third is not answered, a state of the warm-up comes first. */
function result(latencyMs: number): LoadResult {
  return {
    startNs: ms(0),
    endNs: ms(400),
    published: [0, 100, 200, 300].map((at) => ['front', ms(at)]),
    states: [
      state('front', -50, 5),
      ...[0, 100, 300].map((at) => state('front', at, at + latencyMs)),
    ],
    metrics: {
      event_loop_delay_max_ms: 6.25,
      cameras: [
        {
          camera: 'front',
          frames: 5,
          encodings_computed: 4,
          encodings_reused: 0,
          stages: [
            { stage: 'x_encoder', p50_ms: 10 },
            { stage: 'predictor', p50_ms: 2.5 },
            { stage: 'total', p50_ms: 17.5 },
          ],
        },
      ],
    },
  };
}

const used = (cpuSeconds: number) => ({ cpuSeconds, residentBytes: 2e8 });

test('a turn: what was due, what was missed, how long it took', () => {
  const turn = measurementOf(result(20), used(0.08));
  assert.deepEqual(turn, {
    seconds: 0.4,
    due: 4,
    missed: 1,
    windows: 4,
    windowsOfCameras: [4],
    cpuSeconds: 0.08,
    residentBytes: 2e8,
    latenciesMs: [20, 20, 20],
    received: 5,
    overheadMs: 5,
    reused: 0,
    eventLoopMaxMs: 6.25,
  });
});

test('overhead is the mean of the cameras that gave a world state; the peer reports nothing', () => {
  const { metrics } = result(20);
  const [front] = metrics!.cameras;
  const rear = {
    camera: 'rear',
    frames: 2,
    encodings_computed: 2,
    encodings_reused: 0,
    stages: front!.stages.map(({ stage, p50_ms }) => ({ stage, p50_ms: p50_ms * 2 })),
  };
  const silent = { ...rear, camera: 'silent', frames: 1, stages: [] };
  const cameras = [...metrics!.cameras, rear, silent];
  const turn = measurementOf({ ...result(20), metrics: { ...metrics!, cameras } }, used(0.08));
  assert.equal(turn.overheadMs, 7.5);
  assert.equal(turn.received, 8);
  const unmeasured = { ...metrics!, cameras: [silent] };
  assert.ok(!('overheadMs' in measurementOf({ ...result(20), metrics: unmeasured }, used(0.08))));
  const peer = measurementOf({ ...result(20), metrics: null }, used(0.08));
  for (const own of ['received', 'overheadMs', 'eventLoopMaxMs']) assert.ok(!(own in peer), own);
});

test('where the gate had frames reused, their share is told, and no overhead', () => {
  const { metrics } = result(20);
  const [front] = metrics!.cameras;
  const cameras = [{ ...front!, encodings_computed: 1, encodings_reused: 3 }];
  const turn = measurementOf({ ...result(20), metrics: { ...metrics!, cameras } }, used(0.08));
  assert.equal(turn.reused, 0.75);
  assert.ok(!('overheadMs' in turn));
  const row = rowOf({ node: [turn], peer: [turn], tuned: [turn], bare: [10] });
  assert.equal(row.reused, 0.75);
  assert.ok(!('overhead_ms' in row));
});

test('a state that comes after the measured part counts for latency, not for the rate', () => {
  const { windows, missed, latenciesMs } = measurementOf(result(150), used(0.08));
  assert.deepEqual(
    { windows, missed, latenciesMs },
    {
      windows: 3,
      missed: 1,
      latenciesMs: [150, 150, 150],
    },
  );
});

test('a row: this node over the peer, CPU for one window, saturation of what was possible', () => {
  const node = measurementOf(result(20), used(0.08));
  const peer = measurementOf({ ...result(40), metrics: null }, used(0.16));
  const tuned = measurementOf({ ...result(25), metrics: null }, used(0.1));
  const row = rowOf({
    node: [node, node],
    peer: [peer, peer],
    tuned: [tuned, tuned],
    bare: [50, 70],
  });
  assert.equal(row.ratio_p50, 0.5);
  assert.equal(row.ratio_p99, 0.5);
  assert.equal(row.ratio_p50_tuned, 0.8);
  assert.equal(row.node.jitter_ms, 0);
  assert.equal(row.node.resident_mb, 200);
  assert.equal(row.ratio_cpu, 0.5);
  assert.equal(row.bare_windows_per_second, 60);
  assert.equal(row.offered_frames_per_second, 10);
  assert.equal(row.saturation, 1);
  assert.equal(row.missed, 2);
  assert.equal(row.overhead_ms, 5);
  assert.equal(row.event_loop_max_ms, 6.25);
  const slow = rowOf({ node: [node], peer: [peer], tuned: [tuned], bare: [5] });
  assert.equal(slow.saturation, 2, 'the bare loop is slower than the frames come');
});

test('the table of docs/performance.md comes from the JSON', () => {
  const turn = measurementOf(result(20), used(0.08));
  const peer = measurementOf(result(40), used(0.16));
  const row = rowOf({ node: [turn], peer: [peer], tuned: [turn], bare: [60] });
  const table = benchmarkTable({
    date: '2026-11-23T10:00:00.000Z',
    machine: { cpu: 'Some CPU', cores: 2, memory_gb: 8, kernel: '6.1' },
    versions: { ros: 'jazzy', node: '20.9.0', python: '3.11.2' },
    pack: 'nano/0.1.0',
    threads: 1,
    rounds: 1,
    seconds: 0.4,
    warmup_seconds: 1,
    loads: { '640x480_rgb8': row },
  });
  const [heading, rule, line] = table.split('\n');
  const cells = (text: string) => text.split('|').map((cell) => cell.trim());
  const of = (name: string) => cells(line!)[cells(heading!).indexOf(name)];
  assert.equal(of('this node, p50 / p99 ms'), '20.0 / 20.0');
  assert.equal(of('rclpy, p50 / p99 ms'), '40.0 / 40.0');
  assert.equal(of('p50'), '0.50×');
  assert.equal(of('p50, tuned'), '1.00×');
  assert.equal(of('missed'), '1 of 4');
  assert.equal(rule!.length, heading!.length);
  assert.match(table, /2026-11-23, pack nano\/0\.1\.0, 1 thread, .*Some CPU, 2 cores/);
});

test('the share of a camera: the most windows over the fewest', () => {
  const both = result(20);
  const turn = measurementOf(
    {
      ...both,
      published: [...both.published, ['rear', ms(50)]],
      states: [...both.states, state('rear', 50, 70), state('rear', 60, 80)],
    },
    used(0.08),
  );
  assert.deepEqual(turn.windowsOfCameras, [4, 2]);
  const row = rowOf({ node: [turn], peer: [turn], tuned: [turn], bare: [60] });
  assert.equal(row.node.camera_share, 2);
});
