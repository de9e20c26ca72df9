import type { Bag, BagMessage, BagTopic } from './bag.js';

/**
 * The files of one recording, one after the other. A file that is missing or unreadable is a
 * problem of the recording and the others are read, as long as there is one.
 */
export class SplitBag implements Bag {
  private constructor(
    private readonly parts: readonly Bag[],
    private readonly missing: readonly string[],
  ) {}

  /** @throws the first file's error where no file can be opened */
  static async open(
    paths: readonly string[],
    openFile: (path: string) => Promise<Bag>,
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
    return new SplitBag(
      parts,
      errors.map((error) => (error as Error).message),
    );
  }

  get topics(): readonly BagTopic[] {
    const topics = new Map<string, BagTopic>();
    for (const { name, type, messages } of this.parts.flatMap((part) => part.topics)) {
      topics.set(name, { name, type, messages: messages + (topics.get(name)?.messages ?? 0) });
    }
    return [...topics.values()];
  }

  get startNs(): bigint | undefined {
    return this.parts.reduce<bigint | undefined>(
      (least, { startNs }) =>
        startNs !== undefined && (least === undefined || startNs < least) ? startNs : least,
      undefined,
    );
  }

  get endNs(): bigint | undefined {
    return this.parts.reduce<bigint | undefined>(
      (most, { endNs }) =>
        endNs !== undefined && (most === undefined || endNs > most) ? endNs : most,
      undefined,
    );
  }

  get problems(): readonly string[] {
    return [...this.missing, ...this.parts.flatMap((part) => part.problems)];
  }

  async *messages(topics: readonly string[]): AsyncGenerator<BagMessage> {
    for (const part of this.parts) yield* part.messages(topics);
  }

  async close(): Promise<void> {
    for (const part of this.parts) await part.close();
  }
}
