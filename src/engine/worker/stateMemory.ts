/** Queries whose states are kept of a window: who asks many others must not fill the memory. */
const QUERIES = 16;

/** S_y of windows by their tokens, for as long as these are kept, and by query. */
export class StateMemory {
  readonly #states = new WeakMap<readonly Float32Array[], Map<string, Float32Array>>();

  find(tokens: readonly Float32Array[], query: string): Float32Array | undefined {
    return this.#states.get(tokens)?.get(query);
  }

  add(tokens: readonly Float32Array[], query: string, state: Float32Array): void {
    const states = this.#states.get(tokens) ?? new Map<string, Float32Array>();
    this.#states.set(tokens, states.set(query, state));
    const [oldest] = states.keys();
    if (states.size > QUERIES && oldest !== undefined) states.delete(oldest);
  }
}
