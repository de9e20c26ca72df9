/** A probability as people read it; NaN, which stands for one that nobody knows, as `?`. */
export function probabilityText(probability: number): string {
  return Number.isNaN(probability) ? '?' : probability.toFixed(2);
}

/** For JSON, which has no NaN. */
export function probabilityOrNull(probability: number): number | null {
  return Number.isNaN(probability) ? null : probability;
}
