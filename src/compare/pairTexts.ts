import type { TextPoint } from '../report/recording.js';

/** Two texts about the same moment, one of each track; or one that the other track has none for. */
export interface TextPair {
  readonly a: TextPoint | undefined;
  readonly b: TextPoint | undefined;
}

/**
 * Pairs the texts of two tracks whose segments begin no further apart than `withinNs`: equal words
 * first, then any, nearest first. Every text is in one pair; pairs are in the order of time.
 */
export function pairTexts(
  a: readonly TextPoint[],
  b: readonly TextPoint[],
  withinNs: bigint,
): TextPair[] {
  const free = { a: new Set(a), b: new Set(b) };
  const pairs: TextPair[] = [];
  const candidates = near(a, b, withinNs);
  for (const mustBeEqual of [true, false])
    for (const { one, other } of candidates) {
      if (!free.a.has(one) || !free.b.has(other)) continue;
      if (mustBeEqual && one.text !== other.text) continue;
      free.a.delete(one);
      free.b.delete(other);
      pairs.push({ a: one, b: other });
    }
  for (const one of free.a) pairs.push({ a: one, b: undefined });
  for (const other of free.b) pairs.push({ a: undefined, b: other });
  return pairs.sort((p, q) => compare(onsetOf(p), onsetOf(q)));
}

interface Candidate {
  readonly one: TextPoint;
  readonly other: TextPoint;
  readonly apartNs: bigint;
}

/** Every two that are near enough, nearest first. */
function near(a: readonly TextPoint[], b: readonly TextPoint[], withinNs: bigint): Candidate[] {
  const [first, second] = [a, b].map((texts) => texts.toSorted(byOnset)) as [
    TextPoint[],
    TextPoint[],
  ];
  const found: Candidate[] = [];
  let start = 0;
  for (const one of first) {
    while (start < second.length && second[start]!.segmentStartNs < one.segmentStartNs - withinNs)
      start += 1;
    for (let i = start; i < second.length; i += 1) {
      const other = second[i]!;
      if (other.segmentStartNs > one.segmentStartNs + withinNs) break;
      const apart = one.segmentStartNs - other.segmentStartNs;
      found.push({ one, other, apartNs: apart < 0n ? -apart : apart });
    }
  }
  return found.sort((p, q) => compare(p.apartNs, q.apartNs));
}

function byOnset(a: TextPoint, b: TextPoint): number {
  return compare(a.segmentStartNs, b.segmentStartNs);
}

function onsetOf({ a, b }: TextPair): bigint {
  return (a ?? b)!.segmentStartNs;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
