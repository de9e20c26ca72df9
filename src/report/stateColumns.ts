import { GrowingColumn } from './growingColumn.js';
import { MARK_NAMES, type Mark } from './marks.js';

/** What a report shows of a world state. */
export interface StatePoint {
  readonly stampNs: bigint;
  readonly change: number;
  readonly threshold: number;
  readonly changed: boolean;
  /** The first one of its camera and query since the node was activated. */
  readonly first: boolean;
  /** Another run than that of the state before: the stamps have jumped. */
  readonly run: number;
  readonly segment: number;
  readonly segmentStartNs: bigint;
}

/** A state's labels as a report shows them, best first. */
export interface ShownLabels {
  /** Whether scores are probabilities, or else cosines. */
  readonly likely: boolean;
  readonly labels: readonly { readonly label: string; readonly score: number }[];
}

const NONE_SHOWN: ShownLabels = { likely: false, labels: [] };

/** Of each state as many labels are kept, best first. */
export const KEPT_LABELS = 3;

/**
 * What a report shows of a track's world states, in the order of their coming. Eight hours of four
 * cameras are a million states; in columns each takes about fifty bytes.
 */
export class StateColumns {
  readonly #stampsNs = new GrowingColumn((n) => new BigInt64Array(n));
  readonly #change = new GrowingColumn((n) => new Float32Array(n));
  readonly #threshold = new GrowingColumn((n) => new Float32Array(n));
  readonly #flags = new GrowingColumn((n) => new Uint8Array(n));
  readonly #run = new GrowingColumn((n) => new Uint32Array(n));
  readonly #segment = new GrowingColumn((n) => new Uint32Array(n));
  /** Once a segment: its stamp is that of many states. */
  readonly #segmentStartsNs: bigint[] = [];
  readonly #startOf = new GrowingColumn((n) => new Uint32Array(n));
  /** Row after row {@link KEPT_LABELS} numbers: which label, counted from 1; 0 for none. */
  readonly #labels = new GrowingColumn((n) => new Uint16Array(n));
  readonly #scores = new GrowingColumn((n) => new Float32Array(n));
  /** 1 where the scores are probabilities. */
  readonly #likely = new GrowingColumn((n) => new Uint8Array(n));
  readonly #labelNames = new Map<string, number>();

  get length(): number {
    return this.#stampsNs.length;
  }

  push(
    state: Omit<StatePoint, 'changed'>,
    shown: ShownLabels = NONE_SHOWN,
    marks: readonly Mark[] = [],
  ): void {
    this.#stampsNs.push(state.stampNs);
    this.#change.push(state.change);
    this.#threshold.push(state.threshold);
    this.#flags.push(marks.reduce((flags, mark) => flags | bitOf(mark), state.first ? FIRST : 0));
    this.#run.push(state.run);
    this.#segment.push(state.segment);
    if (this.#segmentStartsNs.at(-1) !== state.segmentStartNs)
      this.#segmentStartsNs.push(state.segmentStartNs);
    this.#startOf.push(this.#segmentStartsNs.length - 1);
    this.#likely.push(shown.likely ? 1 : 0);
    for (let rank = 0; rank < KEPT_LABELS; rank += 1) {
      const scored = shown.labels[rank];
      this.#labels.push(scored ? this.#numberOf(scored.label) : 0);
      this.#scores.push(scored?.score ?? 0);
    }
  }

  /** @param index of a state that is there */
  at(index: number): StatePoint {
    const flags = this.#flags.at(index);
    return {
      stampNs: this.#stampsNs.at(index),
      change: this.#change.at(index),
      threshold: this.#threshold.at(index),
      changed: (flags & bitOf('changed')) !== 0,
      first: (flags & FIRST) !== 0,
      run: this.#run.at(index),
      segment: this.#segment.at(index),
      segmentStartNs: this.#segmentStartsNs[this.#startOf.at(index)]!,
    };
  }

  *[Symbol.iterator](): Generator<StatePoint> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }

  /** Stamps in nanoseconds. */
  get stampsNs(): BigInt64Array {
    return this.#stampsNs.values;
  }

  get change(): Float32Array {
    return this.#change.values;
  }

  get threshold(): Float32Array {
    return this.#threshold.values;
  }

  get run(): Uint32Array {
    return this.#run.values;
  }

  /** Uint8: 1 where a state's scores of labels are probabilities. */
  get likely(): Uint8Array {
    return this.#likely.values;
  }

  /** The first state of its camera and query since the node was activated. */
  isFirst(index: number): boolean {
    return (this.#flags.at(index) & FIRST) !== 0;
  }

  /** The labels that any state has, in the order of their coming. */
  get labelNames(): readonly string[] {
    return [...this.#labelNames.keys()];
  }

  isMarked(index: number, mark: Mark): boolean {
    return (this.#flags.at(index) & bitOf(mark)) !== 0;
  }

  /**
   * A state's label of that rank: its place in {@link labelNames} and its score; undefined where the
   * state has fewer.
   */
  label(
    index: number,
    rank: number,
  ): { readonly name: number; readonly score: number } | undefined {
    const number = this.#labels.at(index * KEPT_LABELS + rank);
    return number === 0
      ? undefined
      : { name: number - 1, score: this.#scores.at(index * KEPT_LABELS + rank) };
  }

  #numberOf(label: string): number {
    let number = this.#labelNames.get(label);
    if (number === undefined) this.#labelNames.set(label, (number = this.#labelNames.size + 1));
    return number;
  }
}

const FIRST = 1;

function bitOf(mark: Mark): number {
  return 2 << MARK_NAMES.indexOf(mark);
}
