import { RunningMean } from '../pooling.js';
import { squaredDistance } from '../../../src/selective/unitVector.js';
import { segmentsOf, type Strategy } from './strategy.js';

/** Weight of the newest distance in what is usual for a segment. */
const USUAL_WEIGHT = 0.05;
/** Added to what is usual before a distance counts. */
const DRIFT = 0.03;

/** Distances from the running segment's mean, beyond what is usual, add up to more than `setting`. */
export const cusum: Strategy = (signal, setting) => {
  const { rows } = signal;
  let segment = new RunningMean(rows[0]?.length ?? 0);
  let mean: Float64Array = new Float64Array();
  let usual = 0;
  let excess = 0;
  let onset = 0;
  const begin = (from: number, to: number) => {
    segment = new RunningMean(rows[0]!.length);
    for (let i = from; i <= to; i++) segment.add(rows[i]!);
    mean = segment.mean();
    usual = 0;
    excess = 0;
  };
  return segmentsOf(signal, {
    next(index) {
      const distance = squaredDistance(rows[index]!, mean);
      if (excess === 0) onset = index;
      excess = Math.max(0, excess + distance - usual - DRIFT);
      if (excess > setting) return onset;
      if (excess === 0) {
        usual += USUAL_WEIGHT * (distance - usual);
        segment.add(rows[index]!);
        mean = segment.mean();
      }
      return undefined;
    },
    decoded: begin,
  });
};
