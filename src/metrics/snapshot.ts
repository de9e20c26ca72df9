import { describeError } from '../errors.js';
import type { CameraCondition } from '../selective/cameraCondition.js';
import { addCounts, percentiles, sum, type Percentiles } from './statistics.js';
import type { RecentValues } from './recentValues.js';
import type { CameraTelemetry } from './telemetry.js';

/** Milliseconds that a stage took: percentiles of the kept measurements, and how many there were. */
export interface StageLatency extends Percentiles {
  readonly count: number;
}

export type Latencies = Readonly<Record<string, StageLatency>>;

/** What has been counted and measured of one camera until one moment. */
export interface CameraSnapshot {
  readonly camera: string;
  readonly frames: number;
  /** Frames that came sooner than the rate asks for. */
  readonly skipped: number;
  readonly windows: number;
  /** Windows whose newest frame was not encoded, and those of which no state was computed. */
  readonly encodingsReused: number;
  readonly statesReused: number;
  readonly texts: number;
  /** By reason. */
  readonly drops: Readonly<Record<string, number>>;
  readonly warnings: Readonly<Record<string, number>>;
  readonly clockJumps: number;
  /** By stage. */
  readonly latencyMs: Latencies;
  readonly newestStampNs: bigint | undefined;
  /** Images per second by their stamps; undefined until it has been measured. */
  readonly stampsHz: number | undefined;
  /** Whether images come: the newest one came no longer ago than the camera's own rate explains. */
  readonly arriving: boolean;
  /** Why the newest frame, window or text failed, in words; undefined once a window succeeds. */
  readonly lastError: string | undefined;
  /** Of the newest window. */
  readonly condition: CameraCondition;
  /** Whether a frozen picture could be told from one in which nothing moves. */
  readonly noiseKnown: boolean;
}

/** Everything that is counted and measured of a pipeline, as plain data, in a node and in a replay. */
export interface Snapshot {
  readonly cameras: readonly CameraSnapshot[];
  /** By stage, over all cameras. */
  readonly latencyMs: Latencies;
}

/** @param nowMs monotonic clock */
export function takeSnapshot(cameras: readonly CameraTelemetry[], nowMs: number): Snapshot {
  const snapshots = cameras.map((camera) => cameraSnapshot(camera, nowMs));
  const [only] = snapshots;
  return {
    cameras: snapshots,
    latencyMs: only && snapshots.length === 1 ? only.latencyMs : latencies(cameras),
  };
}

/** Counts of all cameras together. */
export function totals({ cameras }: Snapshot) {
  return {
    frames: sum(cameras.map(({ frames }) => frames)),
    windows: sum(cameras.map(({ windows }) => windows)),
    encodingsReused: sum(cameras.map(({ encodingsReused }) => encodingsReused)),
    statesReused: sum(cameras.map(({ statesReused }) => statesReused)),
    texts: sum(cameras.map(({ texts }) => texts)),
    drops: addCounts(cameras.map(({ drops }) => drops)),
    warnings: addCounts(cameras.map(({ warnings }) => warnings)),
    clockJumps: sum(cameras.map(({ clockJumps }) => clockJumps)),
  };
}

function cameraSnapshot(telemetry: CameraTelemetry, nowMs: number): CameraSnapshot {
  const { camera, frames, skipped, windows, texts, clockJumps } = telemetry;
  const { newestStampNs, arrivals, encodingsReused, statesReused } = telemetry;
  const { condition, noiseKnown } = telemetry;
  return {
    camera,
    frames,
    skipped,
    windows,
    encodingsReused,
    statesReused,
    texts,
    drops: Object.fromEntries(telemetry.drops),
    warnings: Object.fromEntries(telemetry.warnings),
    clockJumps,
    latencyMs: latencies([telemetry]),
    newestStampNs,
    stampsHz: arrivals.hz,
    arriving: arrivals.expects(nowMs),
    lastError: telemetry.lastError === undefined ? undefined : describeError(telemetry.lastError),
    condition,
    noiseKnown,
  };
}

function latencies(cameras: readonly CameraTelemetry[]): Latencies {
  const stages = new Map<string, RecentValues[]>();
  for (const [stage, values] of cameras.flatMap(({ stageMs }) => [...stageMs]))
    stages.set(stage, [...(stages.get(stage) ?? []), values]);
  return Object.fromEntries(
    [...stages].map(([stage, measured]) => [
      stage,
      {
        ...percentiles(measured.flatMap(({ values }) => values)),
        count: sum(measured.map(({ count }) => count)),
      },
    ]),
  );
}
