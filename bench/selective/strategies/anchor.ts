import { meanOf } from '../pooling.js';
import { squaredDistance } from '../../../src/selective/unitVector.js';
import { segmentsOf, type Strategy } from './strategy.js';

const PERSISTENCE_SECONDS = 0.5;

/** Further than `setting` (a squared distance) from the segment's first states, and for a while. */
export const anchor: Strategy = (signal, setting) => {
  const { rows, stamps } = signal;
  let first: Float32Array | undefined;
  let onset: number | undefined;
  return segmentsOf(signal, {
    next(index) {
      if (squaredDistance(rows[index]!, first!) <= setting) onset = undefined;
      else onset ??= index;
      return onset !== undefined && stamps[index]! - stamps[onset]! >= PERSISTENCE_SECONDS - 1e-6
        ? onset
        : undefined;
    },
    decoded(from, to) {
      first = meanOf(rows, from, to);
      onset = undefined;
    },
  });
};
