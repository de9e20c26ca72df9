import { sum } from './statistics.js';

/** What bench/load/main.py says at the end of a turn. */
export interface LoadResult {
  /** System clock, ns, around the measured part. */
  readonly startNs: string;
  readonly endNs: string;
  /** Camera and stamp (ns) of each image of the measured part. */
  readonly published: readonly (readonly [camera: string, stampNs: string])[];
  /** All world states, warm-up and rest included: camera, stamp and time of arrival (ns). */
  readonly states: readonly (readonly [camera: string, stampNs: string, arrivedNs: string])[];
  /** The newest values of each task of /diagnostics. */
  readonly diagnostics: Readonly<Record<string, Readonly<Record<string, string>>>>;
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
  /** From a frame's stamp, taken right before it was published, to its world state's arrival. */
  readonly latenciesMs: readonly number[];
  /** Images that the node has taken since activation, warm-up included; this node only. */
  readonly received?: number;
  /** Median time from receiving a frame to publishing its state that no graph ran in; this node only. */
  readonly overheadMs?: number;
  /** Longest delay of the ROS thread's event loop since activation; this node only. */
  readonly eventLoopMaxMs?: number;
}

export function measurementOf(result: LoadResult, cpuSeconds: number): Measurement {
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
  const overheadMs = overheadOf(result.diagnostics['latency'] ?? {});
  const events = Object.values(result.diagnostics).flatMap((values) =>
    values['Events since startup'] === undefined ? [] : [Number(values['Events since startup'])],
  );
  const eventLoopMaxMs = Number(result.diagnostics['event loop']?.['Delay max (ms)'] ?? NaN);
  return {
    seconds: Number(endNs - startNs) / 1e9,
    due: due.size,
    missed: due.size - answers.size,
    windows: result.states.filter(
      ([, , arrivedNs]) => BigInt(arrivedNs) >= startNs && BigInt(arrivedNs) < endNs,
    ).length,
    cpuSeconds,
    latenciesMs: [...answers.values()],
    ...(events.length === 0 ? {} : { received: sum(events) }),
    ...(Number.isNaN(overheadMs) ? {} : { overheadMs }),
    ...(Number.isNaN(eventLoopMaxMs) ? {} : { eventLoopMaxMs }),
  };
}

/**
 * Median of `total` without those of `x_encoder` and `predictor`, from the keys
 * `<camera> <stage> p50/… (ms)`; the mean over cameras, NaN where there are none.
 */
function overheadOf(latency: Readonly<Record<string, string>>): number {
  const medians = new Map<string, number>();
  for (const [name, value] of Object.entries(latency)) {
    const stage = /^(\S+ \S+) p50\//.exec(name)?.[1];
    if (stage !== undefined) medians.set(stage, parseFloat(value));
  }
  const median = (camera: string, stage: string) => medians.get(`${camera} ${stage}`) ?? NaN;
  const cameras = [...medians.keys()].flatMap((key) => /^(\S+) total$/.exec(key)?.[1] ?? []);
  const each = cameras.map(
    (camera) => median(camera, 'total') - median(camera, 'x_encoder') - median(camera, 'predictor'),
  );
  return sum(each) / each.length;
}
