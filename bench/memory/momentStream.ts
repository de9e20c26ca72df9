import type { Moment } from '../../src/memory/moment.js';
import { unit } from '../../src/selective/unitVector.js';

const PLACES = 500;
/** Of what a moment has of its own, against what it shares with others at its place. */
const OWN = 0.7;
const SECOND = 1_000_000_000n;

/** Moments of a robot that comes back to the same places, the same ones each time. */
export class MomentStream {
  readonly #dimension: number;
  readonly #places: readonly Float32Array[];
  #state = 1;
  #count = 0;

  /** @param seed of what is drawn around the places, which are always the same */
  constructor(dimension: number, seed = 1) {
    this.#dimension = dimension;
    this.#places = Array.from({ length: PLACES }, () => this.#numbers());
    this.#state = seed;
  }

  next(): Moment {
    const place = this.#places[Math.floor((this.#number() + 0.5) * PLACES)]!;
    const own = this.#numbers();
    const startNs = 1_700_000_000n * SECOND + BigInt(this.#count) * SECOND;
    this.#count += 1;
    return {
      camera: 'front',
      query: 'What is happening?',
      segment: this.#count,
      startNs,
      endNs: startNs + SECOND,
      embedding: unit(place.map((value, i) => value + OWN * own[i]!)),
      text: 'a person is in view',
      probability: 0.8,
      labels: [],
    };
  }

  #numbers(): Float32Array {
    return Float32Array.from({ length: this.#dimension }, () => this.#number());
  }

  /** Between -0.5 and 0.5. */
  #number(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32 - 0.5;
  }
}
