/**
 * The smallest of the values that `share` (0..1) of them do not exceed (nearest rank).
 *
 * @param sorted ascending
 * @returns undefined where there is no value
 */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  // 0.07 × 100 is a hair above 7.
  const rank = Math.ceil(share * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
}
