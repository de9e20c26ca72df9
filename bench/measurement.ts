import { sum } from '../src/metrics/statistics.js';

/** What bench/load/main.py says at the end of a turn. */
export interface LoadResult {
  /** System clock, ns, around the measured part. */
  readonly startNs: string;
  readonly endNs: string;
  /** Camera and stamp (ns) of each image of the measured part. */
  readonly published: readonly (readonly [camera: string, stampNs: string])[];
  /** All world states, warm-up and rest included. */
  readonly states: readonly ArrivedState[];
  /** The newest message of ~/metrics; null where the system has none. */
  readonly metrics: ReportedMetrics | null;
}

/** Nanoseconds; `sentNs` is the middleware's, `latencyNs` the system's, from frame received to state sent. */
export type ArrivedState = readonly [
  camera: string,
  stampNs: string,
  arrivedNs: string,
  sentNs: string,
  latencyNs: string,
];

/** What bench/load/collector.py passes on of a `vljepa/Metrics`. */
export interface ReportedMetrics {
  readonly event_loop_delay_max_ms: number;
  readonly cameras: readonly {
    readonly camera: string;
    readonly frames: number;
    readonly encodings_computed: number;
    readonly encodings_reused: number;
    readonly stages: readonly { readonly stage: string; readonly p50_ms: number }[];
  }[];
}

/** One system under one load, once. */
export interface Measurement {
  readonly seconds: number;
  /** Frames published in that time: all of them are due. */
  readonly due: number;
  /** Those of them that gave no world state. */
  readonly missed: number;
  /** World states that arrived in that time. */
  readonly windows: number;
  /** User and system time of the system's whole process group in that time. */
  readonly cpuSeconds: number;
  /** Resident memory of its processes at the end of that time. */
  readonly residentBytes: number;
  /** From a frame's stamp, taken right before it was published, to its world state's arrival. */
  readonly latenciesMs: readonly number[];
  /** World states that arrived in that time, of each camera. */
  readonly windowsOfCameras: readonly number[];
  /** Images that the node has taken since activation, warm-up included; this node only. */
  readonly received?: number;
  /**
   * Median time from receiving a frame to publishing its state that no graph ran in; this node only, and
   * only where the graphs run for every window.
   */
  readonly overheadMs?: number;
  /** Share of the windows whose newest frame the gate did not have encoded; this node only. */
  readonly reused?: number;
  /** Longest delay of the ROS thread's event loop since activation; this node only. */
  readonly eventLoopMaxMs?: number;
}

export function measurementOf(
  result: LoadResult,
  { cpuSeconds, residentBytes }: Pick<Measurement, 'cpuSeconds' | 'residentBytes'>,
): Measurement {
  const [startNs, endNs] = [BigInt(result.startNs), BigInt(result.endNs)];
  const key = (camera: string, stampNs: string) => `${camera} ${stampNs}`;
  const due = new Set(result.published.map(([camera, stampNs]) => key(camera, stampNs)));
  const answers = new Map(
    result.states
      .filter(([camera, stampNs]) => due.has(key(camera, stampNs)))
      .map(([camera, stampNs, arrivedNs]) => [
        key(camera, stampNs),
        Number(BigInt(arrivedNs) - BigInt(stampNs)) / 1e6,
      ]),
  );
  const inTime = result.states.filter(
    ([, , arrivedNs]) => BigInt(arrivedNs) >= startNs && BigInt(arrivedNs) < endNs,
  );
  const cameras = [...new Set(result.published.map(([camera]) => camera))];
  return {
    seconds: Number(endNs - startNs) / 1e9,
    due: due.size,
    missed: due.size - answers.size,
    windows: inTime.length,
    windowsOfCameras: cameras.map((name) => inTime.filter(([camera]) => camera === name).length),
    cpuSeconds,
    residentBytes,
    latenciesMs: [...answers.values()],
    ...(result.metrics === null ? {} : reportedBy(result.metrics)),
  };
}

function reportedBy({ cameras, event_loop_delay_max_ms }: ReportedMetrics) {
  const reused = sum(cameras.map(({ encodings_reused }) => encodings_reused));
  const computed = sum(cameras.map(({ encodings_computed }) => encodings_computed));
  const overheads = reused > 0 ? [] : cameras.map(overheadMs).filter(Number.isFinite);
  return {
    received: sum(cameras.map(({ frames }) => frames)),
    ...(overheads.length === 0 ? {} : { overheadMs: sum(overheads) / overheads.length }),
    reused: reused / Math.max(1, reused + computed),
    eventLoopMaxMs: event_loop_delay_max_ms,
  };
}

/** Median of `total` without those of the graphs; NaN until the camera has given a world state. */
function overheadMs({ stages }: ReportedMetrics['cameras'][number]): number {
  const median = (name: string) => stages.find(({ stage }) => stage === name)?.p50_ms ?? NaN;
  return median('total') - median('x_encoder') - median('predictor');
}
