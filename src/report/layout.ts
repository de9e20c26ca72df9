/** Average width of a letter of the chart's 12-pixel type. */
const LETTER_PX = 6.3;

/** Pixels that a text takes at most, about. */
export function textWidth(text: string): number {
  return [...text].length * LETTER_PX;
}

/** Something that wants to be at `x` and is `width` wide. */
export interface Wish {
  readonly x: number;
  readonly width: number;
}

/**
 * Puts labels in as few rows as they need without overlap, each at its place or, at the right edge,
 * as far left as it must. Labels that find no room in `rows` rows get row −1.
 *
 * @param wishes in order of `x`
 */
export function inRows(
  wishes: readonly Wish[],
  right: number,
  rows: number,
  gap = 12,
): { readonly x: number; readonly row: number }[] {
  const ends: number[] = [];
  return wishes.map((wish) => {
    const x = Math.min(wish.x, right - wish.width);
    const free = ends.findIndex((end) => end + gap <= x);
    const row = free >= 0 ? free : ends.length < rows ? ends.length : -1;
    if (row >= 0) ends[row] = x + wish.width;
    return { x, row };
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
