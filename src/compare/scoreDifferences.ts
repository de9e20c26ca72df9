import { bisector } from 'd3-array';
import { percentile } from '../metrics/statistics.js';
import type { StatePoint } from '../report/stateColumns.js';
import type { StateColumns } from '../report/stateColumns.js';

/** Stretches that are no further apart are one, in nanoseconds. */
const JOINED_NS = 1_000_000_000n;

export interface ScoreDifferences {
  /** World states of one track that have one of the other at their time. */
  readonly compared: number;
  /** Of the change scores, absolute; NaN where nothing is compared. */
  readonly mean: number;
  readonly greatest: number;
  /** Of those compared, how many are above the threshold in one track and not in the other. */
  readonly otherDecision: number;
  /** Where that is so, in the order of time. */
  readonly stretches: readonly DifferingStretch[];
}

export interface DifferingStretch {
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Greatest absolute difference of the change scores in it. */
  readonly greatest: number;
}

/**
 * Change scores of two tracks at the same moments. Where one has fewer windows a second, each of them is
 * held against the nearest one of the other.
 */
export function scoreDifferences(a: StateColumns, b: StateColumns): ScoreDifferences {
  const [sparse, dense] = a.length <= b.length ? [a, b] : [b, a];
  const order = byStamp(dense);
  const stamps = order.map((i) => dense.stampsNs[i]!);
  const farthestNs = BigInt(Math.round(usualIntervalNs(sparse) / 2));
  const stretches: { startNs: bigint; endNs: bigint; greatest: number }[] = [];
  let compared = 0;
  let sum = 0;
  let greatest = NaN;
  let otherDecision = 0;
  for (const i of byStamp(sparse)) {
    const one = sparse.at(i);
    const place = nearest(stamps, one.stampNs);
    const other = place < 0 ? undefined : dense.at(order[place]!);
    if (!other || distance(one.stampNs, other.stampNs) > farthestNs) continue;
    const apart = Math.abs(one.change - other.change);
    compared += 1;
    sum += apart;
    greatest = Number.isNaN(greatest) ? apart : Math.max(greatest, apart);
    if (isAbove(one) === isAbove(other)) continue;
    otherDecision += 1;
    const last = stretches.at(-1);
    if (last && one.stampNs - last.endNs <= JOINED_NS) {
      last.endNs = one.stampNs;
      last.greatest = Math.max(last.greatest, apart);
    } else stretches.push({ startNs: one.stampNs, endNs: one.stampNs, greatest: apart });
  }
  return { compared, mean: sum / compared, greatest, otherDecision, stretches };
}

function isAbove({ change, threshold }: StatePoint): boolean {
  return change >= threshold;
}

function byStamp({ stampsNs }: StateColumns): number[] {
  return Array.from(stampsNs.keys()).sort((a, b) => Number(stampsNs[a]! - stampsNs[b]!));
}

const byTime = bisector((a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0));

/** The place of the nearest stamp; -1 where there is none. */
function nearest(stampsNs: readonly bigint[], stampNs: bigint): number {
  const right = byTime.left(stampsNs, stampNs);
  if (right === stampsNs.length) return right - 1;
  if (right === 0) return 0;
  return distance(stampsNs[right - 1]!, stampNs) <= distance(stampsNs[right]!, stampNs)
    ? right - 1
    : right;
}

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}

function usualIntervalNs({ stampsNs }: StateColumns): number {
  const intervals = Array.from(stampsNs.subarray(1), (stampNs, i) =>
    Number(stampNs - stampsNs[i]!),
  );
  return (
    percentile(
      intervals.filter((ns) => ns > 0),
      0.5,
    ) || 0
  );
}
