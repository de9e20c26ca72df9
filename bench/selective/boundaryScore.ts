/** How many predicted boundaries are true, and how many true ones were predicted. */
export interface BoundaryCounts {
  readonly matched: number;
  readonly predicted: number;
  readonly known: number;
}

export interface BoundaryScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Pairs of known and predicted times that lie at most `tolerance` apart, each in one pair: as many as
 * possible.
 *
 * @param known,predicted in seconds, ascending
 * @returns indices
 */
export function matchTimes(
  known: readonly number[],
  predicted: readonly number[],
  tolerance: number,
): { readonly known: number; readonly predicted: number }[] {
  const pairs = [];
  let next = 0;
  // With one tolerance for all, taking the earliest that fits leaves most for those that follow.
  for (const [index, time] of known.entries()) {
    while (next < predicted.length && predicted[next]! < time - tolerance) next += 1;
    if (next < predicted.length && predicted[next]! <= time + tolerance) {
      pairs.push({ known: index, predicted: next });
      next += 1;
    }
  }
  return pairs;
}

export function countBoundaries(
  known: readonly number[],
  predicted: readonly number[],
  tolerance: number,
): BoundaryCounts {
  const matched = matchTimes(known, predicted, tolerance).length;
  return { matched, predicted: predicted.length, known: known.length };
}

/** Of several streams together. */
export function boundaryScore(counts: readonly BoundaryCounts[]): BoundaryScore {
  const total = (key: keyof BoundaryCounts) => counts.reduce((sum, each) => sum + each[key], 0);
  const matched = total('matched');
  const share = (of: number) => (of > 0 ? matched / of : 0);
  const [precision, recall] = [share(total('predicted')), share(total('known'))];
  const f1 = matched > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f1 };
}
