import { ChangeDetector, type ChangeSettings } from '../selective/changeDetector.js';
import { Stillness } from '../selective/stillness.js';
import type { Sink } from '../sink.js';
import type { JudgedState } from '../worldState.js';

/** Thresholds that are tried: from where noise alone exceeds it to where hardly any change does. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 24 }, (_, k) =>
  Number((0.01 * 10 ** (k / 10)).toPrecision(3)),
);

/** How often a camera's quiet stretches would have counted as changed, under one query. */
export interface AlarmCounts {
  readonly camera: string;
  readonly query: string;
  /** In which nothing moves. */
  readonly quietSeconds: number;
  readonly stretches: number;
  /** Of each of {@link THRESHOLDS}. */
  readonly alarms: readonly number[];
}

/**
 * Counts false alarms in the stretches in which nothing moves: there every confirmed change is one. A
 * detector for each threshold, so that memory does not grow with the bag.
 */
export class FalseAlarms implements Sink {
  readonly #settings: ChangeSettings;
  readonly #counters = new Map<string, QuietCounter>();

  constructor(settings: ChangeSettings) {
    this.#settings = settings;
  }

  get counts(): AlarmCounts[] {
    return [...this.#counters.values()].map((counter) => counter.counts);
  }

  perceived(perception: Parameters<Sink['perceived']>[0]): void {
    if (perception.kind !== 'state') return;
    const { state } = perception;
    const key = JSON.stringify([state.camera, state.query]);
    const counter = this.#counters.get(key) ?? new QuietCounter(state, this.#settings);
    this.#counters.set(key, counter);
    counter.add(state);
  }
}

class QuietCounter {
  readonly #camera: string;
  readonly #query: string;
  readonly #settings: ChangeSettings;
  readonly #stillness = new Stillness();
  readonly #alarms = THRESHOLDS.map(() => 0);
  #detectors: ChangeDetector[] | undefined;
  #beforeNs = 0n;
  #quietNs = 0n;
  #stretches = 0;

  constructor({ camera, query }: JudgedState, settings: ChangeSettings) {
    this.#camera = camera;
    this.#query = query;
    this.#settings = settings;
  }

  get counts(): AlarmCounts {
    return {
      camera: this.#camera,
      query: this.#query,
      quietSeconds: Number(this.#quietNs) / 1e9,
      stretches: this.#stretches,
      alarms: [...this.#alarms],
    };
  }

  add({ stampNs, windowStartNs, run, motion, condition, embedding }: JudgedState): void {
    const { moving } = motion;
    const still = this.#stillness.update({ stampNs, windowStartNs, run, moving });
    if (!still || condition !== 'ok') {
      this.#detectors = undefined;
      return;
    }
    if (this.#detectors === undefined) {
      this.#detectors = THRESHOLDS.map(() => new ChangeDetector());
      this.#stretches += 1;
    } else this.#quietNs += stampNs - this.#beforeNs;
    this.#beforeNs = stampNs;
    const state = { stampNs, windowStartNs, run, moving, embedding };
    this.#detectors.forEach((detector, k) => {
      const threshold = THRESHOLDS[k]!;
      if (detector.update(state, { ...this.#settings, threshold }).changed) this.#alarms[k]! += 1;
    });
  }
}
