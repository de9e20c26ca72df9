import type { Engine, TextReader } from './engine/engine.js';

/** Reports once for each new label and query which of its words the pack does not know. */
export class VocabularyCheck {
  #known: ReadonlySet<string> = new Set();
  readonly #say: (note: string) => void;

  constructor(say: (note: string) => void) {
    this.#say = say;
  }

  /** Never rejects: an engine that fails is reported where it is used. */
  async check(
    engine: Engine,
    labels: readonly string[],
    queries: readonly string[],
  ): Promise<void> {
    const before = this.#known;
    this.#known = new Set([...labels.map(labelled), ...queries.map(asked)]);
    const newLabels = labels.filter((text) => !before.has(labelled(text)));
    // The user cannot change the pack's own query.
    const newQueries = queries.filter(
      (text) => !before.has(asked(text)) && text !== engine.pack.defaultQuery,
    );
    try {
      await this.#name(engine, 'y_encoder', newLabels, labelled, 'its scores mean little');
      await this.#name(engine, 'predictor', newQueries, asked, 'its states mean little');
    } catch {
      this.#known = before;
    }
  }

  async #name(
    engine: Engine,
    reader: TextReader,
    texts: readonly string[],
    called: (text: string) => string,
    so: string,
  ): Promise<void> {
    if (texts.length === 0) return;
    const unknown = await engine.unknownWords(reader, texts);
    texts.forEach((text, i) => {
      const words = unknown[i] ?? [];
      if (words.length === 0) return;
      this.#say(
        `${called(text)}: the tokenizer of pack ${engine.pack.id} does not know ${words.join(', ')} ` +
          `and reads all such words alike, so that ${so}; use other words`,
      );
    });
  }
}

const labelled = (text: string): string => `label "${text}"`;
const asked = (text: string): string => `query "${text}"`;
