/** Pixels from left to right. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A label beside `x`: right of it, or left where the right has no room. */
export function beside(x: number, width: number, right: number): Span {
  return x + width <= right ? { from: x, to: x + width } : { from: x - width, to: x };
}

/**
 * Puts spans into as few rows as they need without overlap.
 *
 * @param spans about in order
 * @returns a row each, from 0; -1 where `rows` rows have no room
 */
export function inRows(spans: readonly Span[], rows: number, gap = 12): number[] {
  const taken: Span[][] = [];
  return spans.map((span) => {
    const isFree = (row: readonly Span[]) =>
      row.every(({ from, to }) => to + gap <= span.from || span.to + gap <= from);
    let row = taken.findIndex(isFree);
    if (row < 0 && taken.length < rows) row = taken.push([]) - 1;
    taken[row]?.push(span);
    return row;
  });
}

/**
 * Pushes equally wide things apart until none overlaps, each as near to its wish as the others
 * allow. There must be room for all.
 *
 * @param centres wished centres, ascending
 * @returns left edges
 */
export function spread(
  centres: readonly number[],
  width: number,
  left: number,
  right: number,
): number[] {
  const edges = centres.map((centre) => centre - width / 2);
  for (let i = 0; i < edges.length; i++)
    edges[i] = Math.max(edges[i]!, i === 0 ? left : edges[i - 1]! + width);
  for (let i = edges.length - 1; i >= 0; i--)
    edges[i] = Math.min(edges[i]!, i === edges.length - 1 ? right - width : edges[i + 1]! - width);
  return edges;
}
