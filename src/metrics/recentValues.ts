/** The newest values of a measured quantity, in bounded memory. */
export class RecentValues {
  readonly #values: number[] = [];
  #count = 0;

  /** @param capacity values that are kept; Infinity keeps all of them */
  constructor(readonly capacity: number) {}

  add(value: number): void {
    this.#values[this.#count % this.capacity] = value;
    this.#count += 1;
  }

  /** Values that were added, kept or not. */
  get count(): number {
    return this.#count;
  }

  /** Those that are kept, in no order. */
  get values(): readonly number[] {
    return this.#values;
  }
}
