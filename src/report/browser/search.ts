/** Which texts hold every word that is searched for, in any case. */
export class Search {
  readonly #words: readonly string[];
  #found: Uint8Array | undefined;
  readonly #listeners: (() => void)[] = [];

  /** @param words every distinct text of the recording */
  constructor(words: readonly string[]) {
    this.#words = words.map(folded);
  }

  /** False while nothing is searched for. */
  get isOn(): boolean {
    return this.#found !== undefined;
  }

  /** Whether a text is found, by its place among the words; every text is while nothing is searched for. */
  finds(place: number): boolean {
    return this.#found === undefined || this.#found[place] === 1;
  }

  look(query: string): void {
    const parts = folded(query).split(/\s+/).filter(Boolean);
    this.#found =
      parts.length === 0
        ? undefined
        : Uint8Array.from(this.#words, (text) =>
            parts.every((part) => text.includes(part)) ? 1 : 0,
          );
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
