import { segmentsOf, type Strategy } from './strategy.js';

const WINDOW_SECONDS = 2;
/** Below this share of the threshold the next rise counts. */
const REARM = 0.7;

/** The variance of the newest seconds rises above `setting`. */
export const variance: Strategy = (signal, setting) => {
  const { rows, stamps } = signal;
  const dimension = rows[0]?.length ?? 0;
  const sum = new Float64Array(dimension);
  let squares = 0;
  let oldest = 0;
  let armed = true;
  const change = (index: number, sign: 1 | -1) =>
    rows[index]!.forEach((value, i) => {
      sum[i]! += sign * value;
      squares += sign * value * value;
    });
  if (rows.length > 0) change(0, 1);
  return segmentsOf(signal, {
    next(index) {
      change(index, 1);
      while (stamps[index]! - stamps[oldest]! > WINDOW_SECONDS) change(oldest++, -1);
      const count = index - oldest + 1;
      const spread = squares / count - sum.reduce((of, value) => of + (value / count) ** 2, 0);
      if (spread < REARM * setting) armed = true;
      if (!armed || spread <= setting) return undefined;
      armed = false;
      return index;
    },
    decoded: () => {},
  });
};
