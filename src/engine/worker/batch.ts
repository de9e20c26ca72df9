/** A batch's `count` items of equal length, as views of its array. */
export function unstack(data: Float32Array, count: number): Float32Array[] {
  const length = data.length / count;
  return Array.from({ length: count }, (_, i) => data.subarray(i * length, (i + 1) * length));
}

/** Lays arrays one after the other into `into`, which is as long as they are together. */
export function concatenateInto(parts: readonly Float32Array[], into: Float32Array): void {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
}

/**
 * Mean of all rows of `dimension` numbers.
 * @param parts Any number of rows each, one after the other.
 */
export function meanPool(parts: readonly Float32Array[], dimension: number): Float32Array {
  const sums = new Float64Array(dimension);
  let rows = 0;
  for (const part of parts) {
    // Row by row: a remainder for each number takes several times as long as its addition.
    for (let row = 0; row < part.length; row += dimension)
      for (let i = 0; i < dimension; i += 1) sums[i]! += part[row + i]!;
    rows += part.length / dimension;
  }
  return Float32Array.from(sums, (sum) => sum / rows);
}

/** Whether no number is NaN or infinite; much faster than a call for each. */
export function allFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let i = 0; i < values.length; i += 1) zero += values[i]! * 0;
  return zero === 0;
}

/** Pieces of at most `size` items, in order. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}

/** Float32 buffers that are used again for the next run of the same size. */
export class ScratchBuffers {
  readonly #buffers = new Map<number, Float32Array>();

  of(length: number): Float32Array {
    let buffer = this.#buffers.get(length);
    if (buffer === undefined) {
      buffer = new Float32Array(length);
      this.#buffers.set(length, buffer);
    }
    return buffer;
  }
}
