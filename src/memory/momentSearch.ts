import { VljepaError } from '../errors.js';
import { cosine } from '../selective/unitVector.js';
import type { MomentDatabase, Remembered } from './momentDatabase.js';
import { MomentIndex, type MomentFilter } from './momentIndex.js';

/** Moments that are compared exactly, at least. */
const EXACT = 400;
/** The index is built anew once so large a share of it has made room. */
const STALE_SHARE = 0.1;

/** What is looked for: words or an example, and which moments count. */
export interface SearchRequest extends MomentFilter {
  /** Of words or of an example: unit norm. Neither this nor `like`: the newest moments. */
  readonly embedding?: Float32Array | undefined;
  /** The id of a moment that is the example; it is not found itself. */
  readonly like?: number | undefined;
  /** Moments that are given at most. */
  readonly limit: number;
}

/** A moment that was found. */
export interface Found {
  readonly moment: Remembered;
  /** Cosine with what was looked for; NaN where the newest were. */
  readonly score: number;
}

/**
 * Searches a memory through an index in this process, which is brought up to date before each search:
 * another process may be writing.
 */
export class MomentSearch {
  readonly #database: MomentDatabase;
  readonly #index: MomentIndex;
  #newestId = 0;
  #removed = 0;

  /** @param database stays its owner's, who closes it */
  constructor(database: MomentDatabase) {
    this.#database = database;
    this.#index = new MomentIndex(database.pack.dimension);
  }

  /**
   * Best first. In a memory of more than a few thousand moments those far behind the best may be
   * incomplete.
   *
   * @throws SEARCH_MOMENT where the example is not held; MEMORY_UNREADABLE
   */
  search(request: SearchRequest): Found[] {
    return this.#database.reading(() => {
      this.#update();
      const example = request.embedding ?? this.#example(request.like);
      const count = example ? Math.max(EXACT, 4 * request.limit) : request.limit + 1;
      const found = this.#index
        .candidates(example, request, count)
        .filter((id) => id !== request.like)
        .flatMap((id) => {
          const embedding = this.#database.embedding(id);
          return embedding ? [{ id, score: example ? cosine(example, embedding) : NaN }] : [];
        });
      if (example) found.sort((a, b) => b.score - a.score);
      const moments = found.slice(0, example ? request.limit : undefined).map(({ id, score }) => ({
        moment: this.#database.moment(id)!,
        score,
      }));
      if (!example) moments.sort((a, b) => Number(b.moment.endNs - a.moment.endNs));
      return moments.slice(0, request.limit);
    });
  }

  #example(id: number | undefined): Float32Array | undefined {
    if (id === undefined) return undefined;
    const embedding = this.#database.embedding(id);
    if (embedding) return embedding;
    throw new VljepaError(
      'SEARCH_MOMENT',
      `no moment ${id} is in the memory: expected the id of one that a search gave; it may have made room`,
    );
  }

  #update(): void {
    const { removed } = this.#database;
    if (removed - this.#removed > STALE_SHARE * this.#index.size) {
      this.#index.clear();
      this.#newestId = 0;
      this.#removed = removed;
    }
    for (const moment of this.#database.indexed(this.#newestId)) {
      this.#index.add(moment);
      this.#newestId = moment.id;
    }
  }
}
