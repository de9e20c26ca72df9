interface Kept<R> {
  readonly values: readonly unknown[];
  readonly result: R;
}

/**
 * What the newest windows gave, by the values of their frames: where a quiet camera's frames come again, so
 * do its windows. Values are told apart as objects, not by what they hold.
 */
export class RecentWindows<R> {
  /** Oldest first. */
  #kept: Kept<R>[] = [];

  find(values: readonly unknown[]): R | undefined {
    return this.#kept.find(
      (kept) =>
        kept.values.length === values.length && kept.values.every((v, i) => v === values[i]),
    )?.result;
  }

  /** @param most windows that are kept */
  add(values: readonly unknown[], result: R, most: number): void {
    this.#kept = [...this.#kept, { values, result }].slice(-most);
  }

  clear(): void {
    this.#kept = [];
  }
}
