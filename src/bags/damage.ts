const MOST_NOTES = 5;

/** Notes about damage in a file: the first few one by one, then a total. */
export class DamageNotes {
  readonly #notes: string[] = [];
  #count = 0;
  #messages = 0;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param note a sentence with what is damaged and what that costs
   * @param messages that were left out, as far as it is known
   */
  add(note: string, messages = 0): void {
    this.#count += 1;
    this.#messages += messages;
    if (this.#count <= MOST_NOTES) this.#notes.push(`${this.#path}: ${note}`);
  }

  get notes(): readonly string[] {
    if (this.#count <= MOST_NOTES) return this.#notes;
    return [
      ...this.#notes,
      `${this.#path} is damaged in ${this.#count} places; at least ${counted(this.#messages, 'message')} left out`,
    ];
  }
}

/** `1 message was`, `7 messages were`. */
export function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what}s were`;
}
