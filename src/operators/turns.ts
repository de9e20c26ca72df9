/**
 * A number of turns that are handed out in the order in which they are asked for. Cameras that share an
 * engine take turns: a frame that would only wait in the engine's queue, where no newer one can replace
 * it, waits here.
 */
export class Turns {
  #free: number;
  /** In the order of asking. */
  readonly #asking = new Set<() => void>();

  /** @param count turns at once; Infinity: nobody ever waits */
  constructor(count = Infinity) {
    this.#free = count;
  }

  /**
   * Calls `start` when it has a turn, at once where one is free. Whoever has had a turn calls
   * {@link done} after it.
   * @returns asks no longer; without effect once the turn has begun
   */
  ask(start: () => void): () => void {
    if (this.#free === 0) {
      this.#asking.add(start);
      return () => this.#asking.delete(start);
    }
    this.#free -= 1;
    start();
    return () => {};
  }

  done(): void {
    const [next] = this.#asking;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#asking.delete(next);
    next();
  }
}
