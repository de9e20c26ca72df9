import type { Moment } from '../../../src/memory/moment.js';
import type { PackIdentity } from '../../../src/memory/packIdentity.js';
import { unit } from '../../../src/selective/unitVector.js';

export const DIMENSION = 64;
export const PACK: PackIdentity = {
  name: 'tiny',
  version: '1.0.0',
  hash: 'a'.repeat(64),
  dimension: DIMENSION,
};
export const SECOND = 1_000_000_000n;

/** Reproducible numbers between -0.5 and 0.5. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

export function randomEmbedding(random: () => number, dimension = DIMENSION): Float32Array {
  return unit(Float32Array.from({ length: dimension }, random));
}

/** The k-th of a camera's moments, a second each. */
export function momentOf(k: number, given: Partial<Moment> = {}): Moment {
  const startNs = 1_700_000_000n * SECOND + BigInt(k) * SECOND;
  return {
    camera: 'front',
    query: 'What is happening?',
    segment: k,
    startNs,
    endNs: startNs + SECOND,
    embedding: randomEmbedding(randomNumbers(k + 1)),
    text: `moment ${k}`,
    probability: 0.5,
    labels: [],
    ...given,
  };
}
