/** How a {@link LogQuantile} is followed. */
export interface LogQuantileOptions {
  /** The share of the values that lies below the quantile, above 0 and below 1. */
  readonly share: number;
  /** By how much its logarithm may change in a second, once it is known. */
  readonly pacePerSecond: number;
  /** Values count this much at first: the k-th by firstPace / k. */
  readonly firstPace: number;
  /** Smaller values count as this: there is no logarithm to speak of. Above 0. */
  readonly smallest: number;
  /** The quantile is never taken to be larger. Default Infinity. */
  readonly largest?: number;
}

/** A quantile of values that keep coming, followed in small steps: in constant memory and time. */
export class LogQuantile {
  #log: number | undefined;
  #count = 0;
  readonly #options: LogQuantileOptions;

  constructor(options: LogQuantileOptions) {
    this.#options = options;
  }

  /** Undefined before the first value. */
  get value(): number | undefined {
    return this.#log === undefined ? undefined : Math.exp(this.#log);
  }

  /**
   * One step towards the quantile: up by its share or down by the rest.
   *
   * @param seconds since the value before
   */
  add(value: number, seconds: number): void {
    const { share, pacePerSecond, firstPace, smallest, largest = Infinity } = this.#options;
    const seen = Math.log(Math.max(smallest, value));
    const limit = Math.log(largest);
    this.#count += 1;
    const log = this.#log ?? Math.min(seen, limit);
    const step = Math.max(pacePerSecond * seconds, firstPace / this.#count);
    this.#log = Math.min(limit, log + step * (seen > log ? share : share - 1));
  }
}
