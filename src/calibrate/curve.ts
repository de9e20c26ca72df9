import { VljepaError } from '../errors.js';
import { THRESHOLDS, type AlarmCounts } from './falseAlarms.js';

/** What never happened in H hours happens less than 3 / H times an hour, with 95 % confidence. */
const RULE_OF_THREE = 3;
const BAR_COLUMNS = 30;

/**
 * The lowest threshold from which on no camera has more false alarms an hour than asked for.
 *
 * @param counts of every camera and query; one at least
 * @param least the lowest that is chosen, however quiet the bag is
 * @throws BAG_NOT_QUIET with what is missing
 */
export function chooseThreshold(
  counts: readonly AlarmCounts[],
  perHour: number,
  least = 0,
): number {
  counts.forEach((one) => checkLength(one, perHour));
  const chosen = counts.map((one) => {
    const last = one.alarms.findLastIndex((alarms) => rateOf(alarms, one) > perHour);
    const threshold = THRESHOLDS.find((value, k) => k > last && value >= least);
    if (threshold !== undefined) return threshold;
    throw new VljepaError(
      'BAG_NOT_QUIET',
      `camera ${one.camera} has more than ${perHour} false alarms an hour at every threshold up to ` +
        `${THRESHOLDS.at(-1)}: expected stretches in which nothing changes; record the camera while nothing does`,
    );
  });
  return Math.max(...chosen);
}

function checkLength({ camera, quietSeconds, stretches }: AlarmCounts, perHour: number): void {
  const needed = (RULE_OF_THREE * 3600) / perHour;
  if (quietSeconds >= needed) return;
  const wanted = `${perHour} false alarms an hour need ${minutes(needed)} in which nothing moves`;
  if (stretches === 0)
    throw new VljepaError(
      'BAG_NOT_QUIET',
      `camera ${camera} has no stretch in which nothing moves; ${wanted}: record the camera while nothing does`,
    );
  const known = Math.ceil((RULE_OF_THREE * 3600) / Math.max(1, quietSeconds));
  throw new VljepaError(
    'BAG_NOT_QUIET',
    `${wanted}, camera ${camera} has ${minutes(quietSeconds)}: record for longer, or ask for ` +
      `--false-alarms-per-hour ${known}`,
  );
}

/** The curve of a camera for the terminal: a line for each threshold, with a bar by the logarithm. */
export function curveLines(counts: AlarmCounts, chosen?: number): string[] {
  const { camera, query, quietSeconds, stretches, alarms } = counts;
  const none = quietSeconds > 0 ? (RULE_OF_THREE * 3600) / quietSeconds : Infinity;
  const largest = Math.max(1, ...alarms);
  const lines = THRESHOLDS.map((threshold, k) => {
    const count = alarms[k]!;
    const rate = count > 0 ? rateOf(count, counts).toFixed(1) : `< ${none.toFixed(1)}`;
    const share = Math.log1p(count) / Math.log1p(largest);
    const bar = '█'.repeat(Math.ceil(share * BAR_COLUMNS));
    const mark = threshold === chosen ? '  ← chosen' : '';
    return `${threshold.toFixed(3).padStart(9)}  ${rate.padStart(14)}  ${bar}${mark}`;
  });
  return [
    `camera ${camera}, query ${JSON.stringify(query)}: ${minutes(quietSeconds)} in which nothing moves, in ${stretches} stretches`,
    'threshold  false alarms/h',
    ...lines,
  ];
}

function rateOf(alarms: number, { quietSeconds }: AlarmCounts): number {
  return quietSeconds > 0 ? (3600 * alarms) / quietSeconds : Infinity;
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} min`;
}
