import { Stillness, type MovingWindow } from './stillness.js';
import { squaredDistance } from './unitVector.js';

/** A state of one camera and query. */
export interface StillState extends MovingWindow {
  /** S_y: unit norm. */
  readonly embedding: Float32Array;
}

/** Without motion it takes more than a change's threshold to believe in one … */
const STRICTER = 1.5;
/** … and longer: what goes to and fro comes back. */
const STAYED_NS = 5_000_000_000n;

/**
 * Tells that the world has become another while nothing moved: the light of a day, a tank that fills. States
 * are held against the first one of the stillness, so that where a motion ends is no slow change.
 */
export class SlowChange {
  readonly #stillness = new Stillness();
  #reference: Float32Array | undefined;
  #awaySinceNs: bigint | undefined;

  /** @returns whether S_y has come to another place by now, and stayed there */
  update(state: StillState, threshold: number): boolean {
    const { stampNs, embedding } = state;
    if (!this.#stillness.update(state)) {
      this.#reference = undefined;
      this.#awaySinceNs = undefined;
      return false;
    }
    this.#reference ??= embedding;
    if (squaredDistance(embedding, this.#reference) <= STRICTER * threshold) {
      this.#awaySinceNs = undefined;
      return false;
    }
    this.#awaySinceNs ??= stampNs;
    if (stampNs - this.#awaySinceNs < STAYED_NS) return false;
    this.#reference = embedding;
    this.#awaySinceNs = undefined;
    return true;
  }
}
