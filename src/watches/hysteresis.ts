import type { WatchSettings } from './watchSettings.js';

export type WatchState = 'UNKNOWN' | 'OFF' | 'ON';

type Thresholds = Pick<
  WatchSettings,
  'rise' | 'fall' | 'persistenceSeconds' | 'holdOnSeconds' | 'holdOffSeconds'
>;

/** A window as it is judged. */
export interface JudgedWindow {
  readonly stampNs: bigint;
  /** Within a run stamps grow. */
  readonly run: number;
  /** That the condition holds; NaN where that is not known. */
  readonly probability: number;
}

/**
 * One camera's probabilities → ON or OFF. It changes once the probability has been beyond its threshold for
 * `persistence`, and not before the state has been held for its least time. Its only clock is the stamps; a
 * jump of them ends what was under way, but not the state.
 */
export class Hysteresis {
  #state: WatchState = 'UNKNOWN';
  /** Stamp of the window with which the state began; undefined where the stamps have jumped since. */
  #sinceNs: bigint | undefined;
  /** Where the probability has got beyond a threshold. */
  #pending: { readonly state: WatchState; readonly fromNs: bigint } | undefined;
  #run: number | undefined;
  readonly #thresholds: Thresholds;

  constructor(thresholds: Thresholds) {
    this.#thresholds = thresholds;
  }

  get state(): WatchState {
    return this.#state;
  }

  update({ stampNs, run, probability }: JudgedWindow): WatchState {
    if (Number.isNaN(probability)) return this.forget();
    if (run !== this.#run) {
      this.#run = run;
      this.#pending = undefined;
      this.#sinceNs = undefined;
    }
    const wanted = this.#wanted(probability);
    if (wanted === this.#state) {
      this.#pending = undefined;
      return this.#state;
    }
    if (this.#pending?.state !== wanted) this.#pending = { state: wanted, fromNs: stampNs };
    const { persistenceSeconds } = this.#thresholds;
    if (secondsFrom(this.#pending.fromNs, stampNs) < persistenceSeconds) return this.#state;
    if (this.#sinceNs !== undefined && secondsFrom(this.#sinceNs, stampNs) < this.#leastSeconds)
      return this.#state;
    this.#state = wanted;
    this.#sinceNs = stampNs;
    this.#pending = undefined;
    return this.#state;
  }

  /** Nothing is known any more; what comes next is judged anew. */
  forget(): WatchState {
    this.#state = 'UNKNOWN';
    this.#sinceNs = undefined;
    this.#pending = undefined;
    return this.#state;
  }

  #wanted(probability: number): WatchState {
    const { rise, fall } = this.#thresholds;
    const threshold = this.#state === 'ON' ? Math.min(fall, rise) : rise;
    return probability >= threshold ? 'ON' : 'OFF';
  }

  /** How long the state is held at least. */
  get #leastSeconds(): number {
    const { holdOnSeconds, holdOffSeconds } = this.#thresholds;
    if (this.#state === 'UNKNOWN') return 0;
    return this.#state === 'ON' ? holdOnSeconds : holdOffSeconds;
  }
}

function secondsFrom(fromNs: bigint, toNs: bigint): number {
  return Number(toNs - fromNs) / 1e9;
}
