/**
 * CIDEr-D (Vedantam et al. 2015): how much of what people say about an event a text says. n-grams of 1
 * to 4 words, weighed by how rarely events' references have them; clipped, with a penalty for other
 * lengths; times ten.
 */
const ORDERS = [1, 2, 3, 4];
const SIGMA = 6;
const SCALE = 10;

type Weights = ReadonlyMap<string, number>;

export class Cider {
  readonly #events: number;
  readonly #inEvents = new Map<string, number>();

  /**
   * @param references of each event of the whole evaluation
   * @throws {Error} for fewer than two events: with them no n-gram is rarer than another
   */
  constructor(references: readonly (readonly string[])[]) {
    if (references.length < 2) {
      throw new Error(`expected references of at least 2 events, got ${references.length}`);
    }
    this.#events = references.length;
    for (const texts of references) {
      const grams = new Set(texts.flatMap((text) => [...counts(words(text)).keys()]));
      for (const gram of grams) this.#inEvents.set(gram, (this.#inEvents.get(gram) ?? 0) + 1);
    }
  }

  /** 0 to 10: the mean over orders and over `references`. */
  score(text: string, references: readonly string[]): number {
    const said = words(text);
    const vectors = this.#vectors(said);
    let total = 0;
    for (const reference of references) {
      const expected = words(reference);
      const penalty = Math.exp(-((said.length - expected.length) ** 2) / (2 * SIGMA ** 2));
      const others = this.#vectors(expected);
      const alike = vectors.reduce((sum, vector, n) => sum + clippedCosine(vector, others[n]!), 0);
      total += (penalty * alike) / ORDERS.length;
    }
    return (SCALE * total) / references.length;
  }

  /** tf-idf, by order. */
  #vectors(said: readonly string[]): Weights[] {
    const all = counts(said);
    return ORDERS.map(
      (order) =>
        new Map(
          [...all]
            .filter(([gram]) => gram.split(' ').length === order)
            .map(([gram, count]) => [gram, count * this.#rarity(gram)]),
        ),
    );
  }

  #rarity(gram: string): number {
    return Math.log(this.#events) - Math.log(Math.max(1, this.#inEvents.get(gram) ?? 0));
  }
}

export function words(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9']+/g) ?? [];
}

function counts(said: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const order of ORDERS)
    for (let i = 0; i + order <= said.length; i++) {
      const gram = said.slice(i, i + order).join(' ');
      found.set(gram, (found.get(gram) ?? 0) + 1);
    }
  return found;
}

/** Saying an n-gram more often than the reference does is worth nothing. */
function clippedCosine(said: Weights, expected: Weights): number {
  const norm = (weights: Weights) => Math.hypot(...weights.values());
  const norms = norm(said) * norm(expected);
  if (norms === 0) return 0;
  let sum = 0;
  for (const [gram, weight] of said) {
    const other = expected.get(gram);
    if (other !== undefined) sum += Math.min(weight, other) * other;
  }
  return sum / norms;
}
