import type { LoadResult } from '../measurement.js';
import { percentile, rounded } from '../../src/metrics/statistics.js';
import { durationsWithin, type StageTimes } from './stageTimes.js';

/** Of one stage, in ms. */
export interface StageFigures {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly count: number;
}

export type Trace = Readonly<Record<string, StageFigures>>;

/** Durations in ms by stage; a system lacks the stages that it does not have. */
type Durations = ReadonlyMap<string, readonly number[]>;

/**
 * Stages in the order in which a frame goes through them. `to_callback`, `inside`, `to_collector` and `all` are
 * told from outside, by the middleware's stamps; those between are the system's own and lie within `inside`, but
 * for `publish`.
 */
export const STAGES = [
  'to_callback',
  'turn',
  'wait',
  'decompress',
  'prepare',
  'gate',
  'x_encoder',
  'predictor',
  'reply',
  'publish',
  'inside',
  'to_collector',
  'all',
] as const;

/** From a frame's stamp to its state's arrival, of the states that arrived while it was measured; ms. */
export function legs({ states, startNs, endNs }: LoadResult): Durations {
  const inTime = states
    .map(([, ...times]) => times.map(BigInt) as [bigint, bigint, bigint, bigint])
    .filter(([, arrivedNs]) => arrivedNs >= BigInt(startNs) && arrivedNs < BigInt(endNs));
  const leg = (read: (times: [bigint, bigint, bigint, bigint]) => bigint) =>
    inTime.map((times) => Number(read(times)) / 1e6);
  return new Map([
    ['to_callback', leg(([stamp, , sent, latency]) => sent - latency - stamp)],
    ['inside', leg(([, , , latency]) => latency)],
    ['to_collector', leg(([, arrived, sent]) => arrived - sent)],
    ['all', leg(([stamp, arrived]) => arrived - stamp)],
  ]);
}

/** All durations of one system under one load, over its turns. */
export function traceOf(
  turns: readonly { readonly result: LoadResult; readonly times: StageTimes }[],
): Trace {
  const measured = turns.flatMap(({ result, times }) => {
    const inside = durationsWithin(times, BigInt(result.startNs), BigInt(result.endNs));
    return [inside, legs(result)];
  });
  return Object.fromEntries(
    STAGES.flatMap((stage) => {
      const durations = measured.flatMap((turn) => turn.get(stage) ?? []);
      return durations.length === 0 ? [] : [[stage, figuresOf(durations)]];
    }),
  );
}

function figuresOf(durations: readonly number[]): StageFigures {
  return {
    p50_ms: rounded(percentile(durations, 0.5), 3),
    p99_ms: rounded(percentile(durations, 0.99), 3),
    count: durations.length,
  };
}
