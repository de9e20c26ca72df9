import type { JudgedState, TextReason } from '../worldState.js';

/** A state that is to be put into words, or to be tried again. */
export interface Telling {
  readonly state: JudgedState;
  readonly reason: TextReason;
  /** How often it has been tried, this time included. */
  readonly tries: number;
  /** Why it was tried before: it failed, said nothing new, or was not probable enough. */
  readonly after?: 'failure' | 'repetition' | 'doubt';
}

/** Queries that are remembered: users may set others without end. */
const REMEMBERED_QUERIES = 64;

/** Texts that are to be tried again, in bounded memory. */
export class TextRetries {
  readonly #waiting = new Map<string, readonly Telling[]>();
  readonly #places: number;
  readonly #givenUp: (telling: Telling) => void;

  /**
   * @param places tellings that are kept of a query
   * @param givenUp called with each that is not tried again, though it was to be
   */
  constructor(places: number, givenUp: (telling: Telling) => void) {
    this.#places = places;
    this.#givenUp = givenUp;
  }

  add(telling: Telling): void {
    const { query } = telling.state;
    const all = [...(this.#waiting.get(query) ?? []), telling];
    remember(this.#waiting, query, all.slice(-this.#places));
    all.slice(0, -this.#places).forEach(this.#givenUp);
  }

  /**
   * What is to be tried with this state of its query, oldest first: from the state itself where its
   * segment still runs, else as before; what said nothing new would say the same again and is given up.
   */
  due(state: JudgedState): Telling[] {
    const waiting = this.#waiting.get(state.query) ?? [];
    this.#waiting.delete(state.query);
    return waiting.flatMap((telling): Telling[] => {
      const runs = telling.state.segment === state.segment;
      const again = { ...telling, tries: telling.tries + 1 };
      if (runs) return [{ ...again, state }];
      if (telling.after === 'failure') return [again];
      this.#givenUp(telling);
      return [];
    });
  }
}

/** Sets what is known of a query; the one that was set longest ago makes room. */
export function remember<T>(known: Map<string, T>, query: string, value: T): void {
  known.delete(query);
  known.set(query, value);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED_QUERIES) known.delete(oldest!);
}
