import { squaredDistance } from '../../../src/selective/unitVector.js';
import { segmentsOf, type Strategy } from './strategy.js';

/** A window unlike the one before: half of the squared distance, which is 1 − cosine, above `setting`. */
export const consecutive: Strategy = (signal, setting) =>
  segmentsOf(signal, {
    next: (index) =>
      squaredDistance(signal.rows[index]!, signal.rows[index - 1]!) / 2 > setting
        ? index
        : undefined,
    decoded: () => {},
  });
