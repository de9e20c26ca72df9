import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import type { HeaderMessage, WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { cat, image } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';
import { World, ns, seconds } from './world.js';

/** As client.py prints it: NaN is a string. */
type Measured = number | 'nan';

interface Count {
  readonly name: string;
  readonly count: number;
}

interface StageLatency {
  readonly stage: string;
  readonly count: number;
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

interface CameraMetrics {
  readonly camera: string;
  readonly frames: number;
  readonly skipped: number;
  readonly windows: number;
  readonly texts: number;
  readonly drops: readonly Count[];
  readonly warnings: readonly Count[];
  readonly clock_jumps: number;
  readonly frames_hz: number;
  readonly windows_hz: number;
  readonly stamps_hz: Measured;
  readonly wanted_hz: number;
  readonly texts_per_window: number;
  readonly stamp_age: Measured;
  readonly stages: readonly StageLatency[];
}

interface Metrics {
  readonly header: HeaderMessage;
  readonly pack: string;
  readonly execution_provider: string;
  readonly pack_load_ms: Measured;
  readonly pack_warm_up_ms: Measured;
  readonly active: boolean;
  readonly uptime: number;
  readonly cameras: readonly CameraMetrics[];
  readonly stages: readonly StageLatency[];
  readonly event_loop_delay_p99_ms: Measured;
  readonly event_loop_delay_max_ms: Measured;
  readonly resident_bytes: number;
  readonly heap_used_bytes: number;
  readonly external_bytes: number;
  readonly array_buffer_bytes: number;
}

const TOPIC = '/front/image_raw';
const FRAMES = 40;
const BROKEN = 2;
const REASON = 'frame_truncated';
let world: World;
let node: PerceptionProcess;
let metrics: Heard<Metrics>;
let states: Heard<WorldState>;
let lifecycle: Lifecycle;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  metrics = await world.client.subscribe('/vljepa/metrics', 'vljepa/msg/Metrics', { depth: 100 });
  node = world.start([
    ...['front', 'rear'].flatMap((name) => [
      ...['-p', `cameras.${name}.topic:=/${name}/image_raw`],
      ...['-p', `cameras.${name}.reliability:=reliable`, '-p', `cameras.${name}.depth:=100`],
    ]),
    ...['-p', 'autostart:=false'],
  ]);
  lifecycle = new Lifecycle(world.client);
});
afterEach(() => world?.close());

/** The newest message, once one comes for which the predicate holds. */
function next(what: string, predicate: (message: Metrics) => boolean): Promise<Metrics> {
  return metrics.first(what, predicate, metrics.messages.length);
}

async function activate(): Promise<void> {
  assert.equal(await lifecycle.change('configure'), true);
  assert.equal(await lifecycle.change('activate'), true);
}

function dropsOf({ drops }: CameraMetrics): Map<string, number> {
  return new Map(drops.map(({ name, count }) => [name, count]));
}

test('before it is configured: no pack, no camera, NaN for what is not measured', async () => {
  const message = await metrics.first('a message');
  assert.deepEqual([message.pack, message.active], ['', false]);
  assert.deepEqual([message.cameras, message.stages], [[], []]);
  assert.equal(message.event_loop_delay_p99_ms, 'nan');
  assert.equal(message.event_loop_delay_max_ms, 'nan');
  assert.ok(message.uptime > 0 && message.uptime < 600, `${message.uptime} s`);
});

test('reliable, volatile, of the types that msg/Metrics.msg and its parts declare', async () => {
  const { publishers } = await until('the publisher with its node', async () => {
    const endpoints = await world.client.endpoints('/vljepa/metrics');
    return endpoints.publishers.some(({ node: name }) => name === '/vljepa') && endpoints;
  });
  assert.deepEqual(
    publishers.map(({ node, type, reliability, durability }) => [
      ...[node, type, reliability.toLowerCase(), durability.toLowerCase()],
    ]),
    [['/vljepa', 'vljepa/msg/Metrics', 'reliable', 'volatile']],
  );
  const script = `import json
from vljepa.msg import CameraMetrics, Count, Metrics, StageLatency
print(json.dumps([m.get_fields_and_field_types() for m in (Metrics, CameraMetrics, StageLatency, Count)]))`;
  const [whole, camera, stage, count] = JSON.parse(
    execFileSync('python3', ['-c', script], { encoding: 'utf8', env: world.env }),
  ) as Record<string, string>[];
  const sorted = (types: Record<string, string>) => [...new Set(Object.values(types))].sort();
  assert.deepEqual(sorted(whole!), [
    ...['boolean', 'double', 'sequence<vljepa/CameraMetrics>', 'sequence<vljepa/StageLatency>'],
    ...['std_msgs/Header', 'string', 'uint64'],
  ]);
  assert.deepEqual(sorted(camera!), [
    ...['double', 'sequence<vljepa/Count>', 'sequence<vljepa/StageLatency>', 'string', 'uint64'],
  ]);
  assert.deepEqual(sorted(stage!), ['double', 'string', 'uint64']);
  assert.deepEqual(count, { name: 'string', count: 'uint64' });
});

test('configured and active: the cameras by name, nothing counted yet', async () => {
  assert.equal(await lifecycle.change('configure'), true);
  const inactive = await next('the pack', ({ pack }) => pack !== '');
  assert.deepEqual([inactive.pack, inactive.active], [tiny.id, false]);
  assert.equal(inactive.execution_provider, 'cpu');
  assert.ok(Number(inactive.pack_load_ms) > 0 && Number(inactive.pack_warm_up_ms) > 0);
  assert.equal(await lifecycle.change('activate'), true);
  const { cameras } = await next('an active node', ({ active }) => active);
  assert.deepEqual(
    cameras.map(({ camera, frames, windows, texts }) => [camera, frames, windows, texts]),
    [
      ['front', 0, 0, 0],
      ['rear', 0, 0, 0],
    ],
  );
  for (const camera of cameras) {
    assert.deepEqual([camera.stamps_hz, camera.stamp_age], ['nan', 'nan']);
    assert.deepEqual([camera.drops, camera.warnings, camera.stages], [[], [], []]);
    assert.equal(camera.wanted_hz, 4);
  }
});

test('the numbers are those of what was sent', async () => {
  await activate();
  const camera = await world.camera(TOPIC, { depth: 100 });
  const picture = await cat(64, 48);
  const connectedNs = await camera.connect(states, picture, seconds(1000));
  for (let i = 0; i < BROKEN; i++) {
    // Fewer bytes than the header says; the next one waits, or this one might give way to it.
    await camera.publish(picture, connectedNs + seconds(0.25 * i), { height: 480 });
    await next(`${i + 1} dropped`, ({ cameras }) => dropsOf(cameras[0]!).get(REASON) === i + 1);
  }
  const start = connectedNs + seconds(0.25 * BROKEN);
  const stream = { stampNs: start, stepNs: seconds(0.25), count: FRAMES, hz: 10 };
  const heard = states.messages.length;
  await world.client.stream(TOPIC, image(picture, { stampNs: start }), stream);
  const lastNs = start + seconds(0.25) * BigInt(FRAMES - 1);
  await states.first('the last state', ({ header }) => ns(header.stamp) === lastNs, heard);

  const message = await next('all states', ({ cameras }) =>
    cameras.some(({ windows }) => windows >= states.messages.length),
  );
  const [front, rear] = message.cameras;
  assert.equal(front!.windows, states.messages.length);
  assert.equal(dropsOf(front!).get(REASON), BROKEN, JSON.stringify(front!.drops));
  const lost = front!.drops.reduce((sum, { count }) => sum + count, 0);
  assert.equal(front!.frames, front!.windows + front!.skipped + lost);
  // Those that found the node, and perhaps some that sought it.
  assert.ok(front!.frames >= FRAMES + BROKEN + 1, `${front!.frames} frames`);
  assert.ok(Math.abs(Number(front!.stamps_hz) - 4) < 0.2, `${front!.stamps_hz} Hz by stamps`);
  assert.equal(front!.texts, 1, 'the picture is the same');
  assert.equal(front!.texts_per_window, 1 / front!.windows);
  const ageS = Number(front!.stamp_age);
  const expectedS = Number(ns(message.header.stamp) - lastNs) / 1e9;
  assert.ok(Math.abs(ageS - expectedS) < 1e-3, `${ageS} s, not ${expectedS} s`);
  assert.deepEqual([rear!.frames, rear!.windows, rear!.stages.length], [0, 0, 0]);

  const stages = new Map(front!.stages.map((stage) => [stage.stage, stage]));
  assert.deepEqual([...stages.keys()].sort(), [
    'decompress',
    'predictor',
    'prepare',
    'publish',
    'reply',
    'total',
    'turn',
    'wait',
    'x_encoder',
    'y_decoder',
  ]);
  for (const [name, { count, p50_ms, p90_ms, p99_ms, max_ms }] of stages) {
    assert.equal(count, name === 'y_decoder' ? 1 : front!.windows, name);
    const rising = [0, p50_ms, p90_ms, p99_ms, max_ms];
    assert.deepEqual(
      rising,
      rising.toSorted((a, b) => a - b),
      name,
    );
  }
  const total = stages.get('total')!;
  assert.ok(total.p50_ms > stages.get('x_encoder')!.p50_ms);
  // By nearest rank each percentile is the latency of one state, which carries a float32 of it.
  const latencies = states.messages.map(({ latency }) => latency * 1000);
  for (const value of [total.p50_ms, total.p90_ms, total.p99_ms])
    assert.ok(
      latencies.some((latency) => Math.abs(latency - value) < 1e-3 * value),
      `${value} ms among ${latencies.join(' ')}`,
    );
  assert.ok(Math.abs(total.max_ms - Math.max(...latencies)) < 1e-3 * total.max_ms);
  assert.deepEqual(message.stages, front!.stages, 'of all cameras one has measured something');
});

test('rates while images come; the event loop and the memory of the process', async () => {
  await activate();
  const picture = await cat(64, 48);
  const camera = await world.camera(TOPIC, { depth: 100 });
  await camera.connect(states, picture, seconds(1000));
  const start = seconds(2000);
  const streaming = world.client.stream(TOPIC, image(picture, { stampNs: start }), {
    ...{ stampNs: start, stepNs: seconds(0.25), count: 80, hz: 10 },
  });
  const message = await next('a rate', ({ cameras }) => cameras[0]!.frames_hz > 1);
  await streaming;
  const [front] = message.cameras;
  assert.ok(front!.frames_hz <= 15, `${front!.frames_hz} Hz`);
  // A window may be counted when its frame has left the seconds that the rate is of.
  assert.ok(front!.windows_hz > 0 && front!.windows <= front!.frames);
  assert.equal(front!.clock_jumps, 1, 'from the first image to these');
  const [p99, max] = [message.event_loop_delay_p99_ms, message.event_loop_delay_max_ms].map(Number);
  assert.ok(p99! >= 0 && p99! <= max!, `${p99} ${max}`);
  const { resident_bytes, heap_used_bytes, external_bytes, array_buffer_bytes } = message;
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'));
  const share = resident_bytes / (Number(kib![1]) * 1024);
  assert.ok(share > 0.5 && share < 2, `${resident_bytes} bytes, but ${kib![1]} KiB`);
  assert.ok(heap_used_bytes > 1e6 && heap_used_bytes < resident_bytes);
  assert.ok(array_buffer_bytes > 0 && array_buffer_bytes <= external_bytes);
});

test('once a second, stamped by the clock, in one order', async () => {
  const before = metrics.messages.length;
  await metrics.take(before + 4);
  const some = metrics.messages.slice(before, before + 4);
  const spans = [
    some.map(({ header }) => Number(ns(header.stamp)) / 1e9),
    some.map(({ uptime }) => uptime),
  ].map((times) => times.at(-1)! - times[0]!);
  for (const span of spans) assert.ok(span > 2 && span < 90, `three seconds took ${span} s`);
  assert.ok(Math.abs(spans[0]! - spans[1]!) < 1, `${spans.join(' and ')} s`);
});

test('inactive: counts stay, the event loop is not measured', async () => {
  await activate();
  const camera = await world.camera(TOPIC, { depth: 100 });
  await camera.connect(states, await cat(64, 48), seconds(1000));
  assert.equal(await lifecycle.change('deactivate'), true);
  const message = await next('an inactive node', ({ active }) => !active);
  assert.equal(message.cameras[0]!.windows, states.messages.length);
  assert.equal(message.event_loop_delay_max_ms, 'nan');
  assert.equal(await lifecycle.change('cleanup'), true);
  const { cameras } = await next('an unconfigured node', ({ pack }) => pack === '');
  assert.deepEqual(cameras, []);
});
