import { seededRandom } from './marbles.js';

/** A scene that lasts: states scattered around one unit vector. */
export interface Scene {
  readonly centre: Float32Array;
  readonly seconds: number;
}

export interface StampedEmbedding {
  readonly stampNs: bigint;
  readonly embedding: Float32Array;
}

/** Unit vectors and noise that are the same in every run. */
export class EmbeddingSource {
  readonly #random: () => number;

  constructor(
    seed: number,
    readonly dimension = 32,
  ) {
    this.#random = seededRandom(seed);
  }

  uniform(min: number, max: number): number {
    return min + (max - min) * this.#random();
  }

  unit(): Float32Array {
    return normalised(this.#gaussians());
  }

  /** A unit vector at the given squared distance from another. */
  awayFrom(from: Float32Array, squaredDistance: number): Float32Array {
    const cosine = 1 - squaredDistance / 2;
    const other = this.#gaussians();
    const along = other.reduce((sum, value, i) => sum + value * from[i]!, 0);
    const across = normalised(other.map((value, i) => value - along * from[i]!));
    const sine = Math.sqrt(1 - cosine * cosine);
    return from.map((value, i) => cosine * value + sine * across[i]!);
  }

  /** `noise`: root of the mean squared length of what is added to a state before it is normalised. */
  stream(scenes: readonly Scene[], rateHz: number, noise = 0): StampedEmbedding[] {
    const states: StampedEmbedding[] = [];
    for (const { centre, seconds } of scenes) {
      for (let k = 0; k < Math.round(seconds * rateHz); k++) {
        states.push({
          stampNs: BigInt(Math.round((states.length / rateHz) * 1e9)) + 1_700_000_000_000_000_000n,
          embedding: this.noisy(centre, noise),
        });
      }
    }
    return states;
  }

  noisy(centre: Float32Array, noise: number): Float32Array {
    const added = this.#gaussians();
    const scale = noise / Math.sqrt(this.dimension);
    return normalised(centre.map((value, i) => value + scale * added[i]!));
  }

  #gaussians(): Float32Array {
    return Float32Array.from({ length: this.dimension }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
      return radius * Math.cos(2 * Math.PI * this.#random());
    });
  }
}

function normalised(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
