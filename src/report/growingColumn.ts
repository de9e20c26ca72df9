/** Numbers of one kind in one block of memory. */
type Numbers = Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | BigInt64Array;
type Value<Block extends Numbers> = Block extends BigInt64Array ? bigint : number;

const FIRST_CAPACITY = 1024;

/** A column that grows at its end: a few bytes a number, where an array of objects takes a hundred. */
export class GrowingColumn<Block extends Numbers> {
  #block: Block;
  #length = 0;
  readonly #allocate: (capacity: number) => Block;

  /** @param allocate gives zeros */
  constructor(allocate: (capacity: number) => Block) {
    this.#allocate = allocate;
    this.#block = allocate(FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  push(value: Value<Block>): void {
    if (this.#length === this.#block.length) {
      const larger = this.#allocate(2 * this.#length);
      larger.set(this.#block as never);
      this.#block = larger;
    }
    this.#block[this.#length++] = value;
  }

  /** @param index of a value that is there */
  at(index: number): Value<Block> {
    return this.#block[index] as Value<Block>;
  }

  /** What is there, as a view; the next {@link push} may leave it behind. */
  get values(): Block {
    return this.#block.subarray(0, this.#length) as Block;
  }
}
