import { VljepaError } from '../errors.js';

/** What clips' encodings gave, visual tokens or an error, until `predict` takes it; by handle. */
export class TokenStore<T> {
  readonly #values = new Map<number, T>();
  readonly #capacity: number;

  /** @param capacity Clips to keep; beyond it the oldest, which nobody asked for, are let go. */
  constructor(capacity = 64) {
    this.#capacity = capacity;
  }

  put(handle: number, value: T): void {
    this.#values.set(handle, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#capacity) break;
      this.#values.delete(oldest);
    }
  }

  /** @throws {VljepaError} REQUEST_FAILED where it was taken before. */
  take(handle: number): T {
    const value = this.#values.get(handle);
    if (value === undefined) {
      throw new VljepaError(
        'REQUEST_FAILED',
        `visual tokens ${handle} are gone: they were predicted from before, or more than ` +
          `${this.#capacity} clips were encoded since; encode the clip again`,
      );
    }
    this.#values.delete(handle);
    return value;
  }

  clear(): void {
    this.#values.clear();
  }
}
