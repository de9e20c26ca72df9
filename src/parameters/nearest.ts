/**
 * The candidate that was probably meant: the one with the fewest letters to change, or whose last
 * part is that word; undefined where none is close.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly changes: number } | undefined;
  for (const candidate of candidates) {
    const changes = Math.min(
      typos(name, candidate),
      // `threshold` for selective_decoding.threshold: one change, however long the rest is.
      1 + typos(lastPart(name), lastPart(candidate)),
    );
    if (changes < (best?.changes ?? Infinity)) best = { candidate, changes };
  }
  return best?.candidate;
}

/** The distance where it is small enough for a typo, else infinity. */
function typos(a: string, b: string): number {
  const changes = distance(a, b);
  return changes <= Math.max(2, a.length / 3) && changes < a.length ? changes : Infinity;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Longer names are not typos. */
const LONGEST_NAME = 200;

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  if (a.length > LONGEST_NAME) return Infinity;
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1]!;
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
