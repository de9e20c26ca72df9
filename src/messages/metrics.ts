import { perSecond, textsPerWindow, type MeasuredCamera } from '../metrics/pipelineMetrics.js';
import type { NodeSnapshot } from '../metrics/nodeSnapshot.js';
import type { Latencies } from '../metrics/snapshot.js';
import type { Header } from './outputs.js';
import { toTime } from './stamp.js';

/** `vljepa/Count`: names and order of msg/Count.msg, as below. */
export interface CountMessage {
  readonly name: string;
  readonly count: bigint;
}

/** `vljepa/StageLatency`. */
export interface StageLatencyMessage {
  readonly stage: string;
  readonly count: bigint;
  readonly p50_ms: number;
  readonly p90_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** `vljepa/CameraMetrics`. */
export interface CameraMetricsMessage {
  readonly camera: string;
  readonly frames: bigint;
  readonly skipped: bigint;
  readonly windows: bigint;
  readonly encodings_computed: bigint;
  readonly encodings_reused: bigint;
  readonly states_computed: bigint;
  readonly states_reused: bigint;
  readonly texts: bigint;
  readonly drops: readonly CountMessage[];
  readonly warnings: readonly CountMessage[];
  readonly clock_jumps: bigint;
  readonly frames_hz: number;
  readonly windows_hz: number;
  readonly stamps_hz: number;
  readonly wanted_hz: number;
  readonly texts_per_window: number;
  /** Seconds. */
  readonly stamp_age: number;
  readonly stages: readonly StageLatencyMessage[];
}

/** `vljepa/Metrics`. */
export interface MetricsMessage {
  readonly header: Header;
  readonly pack: string;
  readonly execution_provider: string;
  readonly pack_load_ms: number;
  readonly pack_warm_up_ms: number;
  readonly active: boolean;
  /** Seconds. */
  readonly uptime: number;
  readonly cameras: readonly CameraMetricsMessage[];
  readonly stages: readonly StageLatencyMessage[];
  readonly event_loop_delay_p99_ms: number;
  readonly event_loop_delay_max_ms: number;
  readonly resident_bytes: bigint;
  readonly heap_used_bytes: bigint;
  readonly external_bytes: bigint;
  readonly array_buffer_bytes: bigint;
}

/** What is published of a snapshot; what it does not have is NaN. */
export function metricsMessage(snapshot: NodeSnapshot): MetricsMessage {
  const { stampNs, pack, runtime, active, eventLoopDelayMs, memoryBytes } = snapshot;
  return {
    header: { stamp: toTime(stampNs), frame_id: '' },
    pack,
    execution_provider: runtime?.executionProvider ?? '',
    pack_load_ms: runtime?.loadMs ?? NaN,
    pack_warm_up_ms: runtime?.warmUpMs ?? NaN,
    active,
    uptime: snapshot.uptimeSeconds,
    cameras: snapshot.cameras.map((camera) => cameraMessage(camera, active, stampNs)),
    stages: stageMessages(snapshot.latencyMs),
    event_loop_delay_p99_ms: eventLoopDelayMs?.p99 ?? NaN,
    event_loop_delay_max_ms: eventLoopDelayMs?.max ?? NaN,
    resident_bytes: BigInt(memoryBytes.resident),
    heap_used_bytes: BigInt(memoryBytes.heapUsed),
    external_bytes: BigInt(memoryBytes.external),
    array_buffer_bytes: BigInt(memoryBytes.arrayBuffers),
  };
}

function cameraMessage(
  camera: MeasuredCamera,
  active: boolean,
  nowNs: bigint,
): CameraMetricsMessage {
  const { recent, newestStampNs } = camera;
  return {
    camera: camera.camera,
    frames: BigInt(camera.frames),
    skipped: BigInt(camera.skipped),
    windows: BigInt(camera.windows),
    encodings_computed: BigInt(camera.windows - camera.encodingsReused),
    encodings_reused: BigInt(camera.encodingsReused),
    states_computed: BigInt(camera.windows - camera.statesReused),
    states_reused: BigInt(camera.statesReused),
    texts: BigInt(camera.texts),
    drops: countMessages(camera.drops),
    warnings: countMessages(camera.warnings),
    clock_jumps: BigInt(camera.clockJumps),
    frames_hz: perSecond(recent.frames, recent),
    windows_hz: perSecond(recent.windows, recent),
    stamps_hz: camera.stampsHz ?? NaN,
    wanted_hz: active ? camera.wantedHz : NaN,
    texts_per_window: textsPerWindow(camera),
    stamp_age: newestStampNs === undefined ? NaN : Number(nowNs - newestStampNs) / 1e9,
    stages: stageMessages(camera.latencyMs),
  };
}

function countMessages(counts: Readonly<Record<string, number>>): CountMessage[] {
  return Object.entries(counts).map(([name, count]) => ({ name, count: BigInt(count) }));
}

function stageMessages(latencyMs: Latencies): StageLatencyMessage[] {
  return Object.entries(latencyMs).map(([stage, { count, p50, p90, p99, max }]) => ({
    stage,
    count: BigInt(count),
    p50_ms: p50,
    p90_ms: p90,
    p99_ms: p99,
    max_ms: max,
  }));
}
