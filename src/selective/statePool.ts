/** Mean of any number of embeddings, in constant memory. */
export class StatePool {
  readonly #sum: Float64Array;
  #count = 0;

  constructor(readonly dimension: number) {
    this.#sum = new Float64Array(dimension);
  }

  get count(): number {
    return this.#count;
  }

  add(embedding: Float32Array): void {
    for (let i = 0; i < this.dimension; i++) this.#sum[i]! += embedding[i]!;
    this.#count += 1;
  }

  /**
   * Ward's cost of merging this pool of n states (mean μ) and another of m (mean ν):
   * n · m / (n + m) · ‖μ − ν‖². `weight` stands for m where the other is to count otherwise.
   */
  mergeCost(other: StatePool, weight = other.count): number {
    let squared = 0;
    for (let i = 0; i < this.dimension; i++) {
      const difference = this.#sum[i]! / this.#count - other.#sum[i]! / other.#count;
      squared += difference * difference;
    }
    return ((this.#count * weight) / (this.#count + weight)) * squared;
  }

  /** The mean's direction: unit norm, or zeros where there is none. */
  unitMean(): Float32Array {
    // Loops: `reduce` and `from` take several times as long, and this is computed for every state.
    const mean = new Float32Array(this.dimension);
    let squares = 0;
    for (let i = 0; i < this.dimension; i++) squares += this.#sum[i]! * this.#sum[i]!;
    const norm = Math.sqrt(squares);
    if (norm > 0) for (let i = 0; i < this.dimension; i++) mean[i] = this.#sum[i]! / norm;
    return mean;
  }

  static of(embeddings: readonly Float32Array[]): StatePool {
    const pool = new StatePool(embeddings[0]!.length);
    for (const embedding of embeddings) pool.add(embedding);
    return pool;
  }
}
