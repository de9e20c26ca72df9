import { mergeTopics, type Bag, type BagMessage, type BagTopic } from './bag.js';
import { mergeByTime } from './mergeByTime.js';

/**
 * The files of one recording. Files that overlap in time are read side by side. A missing or
 * unreadable file is reported as a problem and the others are read, as long as there is one.
 */
export class SplitBag implements Bag {
  readonly #parts: readonly Bag[];
  readonly #missing: readonly string[];

  private constructor(parts: readonly Bag[], missing: readonly string[]) {
    this.#parts = parts;
    this.#missing = missing;
  }

  /**
   * @param notes what is odd about the recording as a whole, in words
   * @throws the first file's error where no file can be opened
   */
  static async open(
    paths: readonly string[],
    openFile: (path: string) => Promise<Bag>,
    notes: readonly string[],
  ): Promise<Bag> {
    const parts: Bag[] = [];
    const errors: unknown[] = [];
    for (const path of paths) {
      try {
        parts.push(await openFile(path));
      } catch (error) {
        errors.push(error);
      }
    }
    if (parts.length === 0) throw errors[0];
    const missing = errors.map((error) => (error as Error).message);
    return new SplitBag(parts, [...notes, ...missing]);
  }

  get topics(): readonly BagTopic[] {
    return mergeTopics(this.#parts.flatMap((part) => part.topics));
  }

  get startNs(): bigint | undefined {
    return this.#parts.reduce<bigint | undefined>(
      (least, { startNs }) =>
        startNs !== undefined && (least === undefined || startNs < least) ? startNs : least,
      undefined,
    );
  }

  get endNs(): bigint | undefined {
    return this.#parts.reduce<bigint | undefined>(
      (most, { endNs }) =>
        endNs !== undefined && (most === undefined || endNs > most) ? endNs : most,
      undefined,
    );
  }

  get problems(): readonly string[] {
    return [...this.#missing, ...this.#parts.flatMap((part) => part.problems)];
  }

  messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    return mergeByTime(
      this.#parts.map((part) => ({
        startNs: part.startNs,
        items: () => part.messages(topics),
      })),
      ({ logTimeNs }) => logTimeNs,
    );
  }

  async close(): Promise<void> {
    for (const part of this.#parts) await part.close();
  }
}
