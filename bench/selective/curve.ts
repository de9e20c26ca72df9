/** One setting of one strategy. */
export interface CurvePoint {
  readonly setting: number;
  readonly decodes_per_s: number;
  /** F1 of the segments' beginnings within a second. */
  readonly boundary_f1: number;
  /** Means over events, each with the text nearest in time. */
  readonly cider: number;
  readonly cosine: number;
  readonly state_cosine: number;
}

export type Measure = 'cider' | 'cosine' | 'state_cosine';

export interface DecodeRatio {
  /** How many times fewer decodes than uniform decoding needs for the same quality. */
  readonly ratio: number;
  /** True where uniform decoding never is as good: then the ratio is to its best. */
  readonly at_least: boolean;
}

/**
 * How much seldomer than uniform decoding something decodes that is as good. Between two points of the
 * uniform curve quality grows with the rate's logarithm; decoding more often never counts as worse.
 *
 * @returns undefined where even the seldomest uniform decoding is better
 */
export function decodeRatio(
  uniform: readonly CurvePoint[],
  decodesPerSecond: number,
  quality: number,
  measure: Measure,
): DecodeRatio | undefined {
  const ascending = [...uniform].sort((a, b) => a.decodes_per_s - b.decodes_per_s);
  let best: CurvePoint | undefined;
  let before: { readonly rate: number; readonly quality: number } | undefined;
  for (const point of ascending) {
    const value = point[measure];
    if (value >= quality) {
      if (before === undefined) return undefined;
      const share = (quality - before.quality) / (value - before.quality);
      const rate = before.rate * (point.decodes_per_s / before.rate) ** share;
      return { ratio: rate / decodesPerSecond, at_least: false };
    }
    if (best === undefined || value > best[measure]) {
      best = point;
      before = { rate: point.decodes_per_s, quality: value };
    } else before = { rate: point.decodes_per_s, quality: best[measure] };
  }
  if (best === undefined) return undefined;
  return { ratio: best.decodes_per_s / decodesPerSecond, at_least: true };
}
