/** Mean of rows `from` to `to`, both included; not normalised. */
export function meanOf(rows: readonly Float32Array[], from: number, to: number): Float32Array {
  const sum = new Float64Array(rows[from]!.length);
  for (let index = from; index <= to; index++) {
    const values = rows[index]!;
    for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
  }
  return Float32Array.from(sum, (value) => value / (to - from + 1));
}

/** The same of unit norm: what the Y-Decoder reads. */
export function pooled(rows: readonly Float32Array[], from: number, to: number): Float32Array {
  const mean = meanOf(rows, from, to);
  const norm = Math.hypot(...mean);
  return norm > 0 ? mean.map((value) => value / norm) : mean;
}

/** A mean that takes up one row after the other. */
export class RunningMean {
  readonly #sum: Float64Array;
  #count = 0;

  constructor(dimension: number) {
    this.#sum = new Float64Array(dimension);
  }

  add(values: Float32Array): void {
    values.forEach((value, i) => (this.#sum[i]! += value));
    this.#count += 1;
  }

  /** Zeros while there is nothing. */
  mean(): Float64Array {
    return this.#sum.map((value) => value / Math.max(1, this.#count));
  }
}
