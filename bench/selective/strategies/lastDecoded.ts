import { squaredDistance } from '../../../src/selective/unitVector.js';
import { meanOf } from '../pooling.js';
import { segmentsOf, type Strategy } from './strategy.js';

/** Further than `setting` (a squared distance) from what was put into words last. */
export const lastDecoded: Strategy = (signal, setting) => {
  let last: Float32Array | undefined;
  return segmentsOf(signal, {
    next: (index) => (squaredDistance(signal.rows[index]!, last!) > setting ? index : undefined),
    decoded(onset, said) {
      last = meanOf(signal.rows, onset, said);
    },
  });
};
