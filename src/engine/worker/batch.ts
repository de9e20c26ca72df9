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
  const rows = parts.reduce((sum, part) => sum + part.length, 0) / dimension;
  const mean = new Float32Array(dimension);
  // Column by column: a sum in a variable takes a third of the time of one in an array.
  for (let i = 0; i < dimension; i += 1) {
    let sum = 0;
    for (const part of parts) for (let at = i; at < part.length; at += dimension) sum += part[at]!;
    mean[i] = sum / rows;
  }
  return mean;
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
