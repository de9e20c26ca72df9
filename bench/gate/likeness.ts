import { percentile } from '../../src/metrics/statistics.js';
import { row, type WindowStates } from '../selective/windowStates.js';

/** How like the states of two runs are, window by window. */
export interface Likeness {
  readonly cosine_p1: number;
  readonly cosine_min: number;
}

/** @throws {Error} where the two are not of the same windows */
export function likeness(some: WindowStates, others: WindowStates): Likeness {
  if (some.count !== others.count) {
    throw new Error(`expected ${some.count} windows as before, got ${others.count}`);
  }
  return summary(Array.from({ length: some.count }, (_, i) => cosine(some, i, others, i)));
}

/**
 * How like a stream's states are to those of some time before: where nothing happens, what its noise
 * alone makes of them. No other state can be more like them than that.
 *
 * @param windows of the time
 */
export function likenessToItself(states: WindowStates, windows: number): Likeness | undefined {
  if (states.count <= windows) return undefined;
  return summary(
    Array.from({ length: states.count - windows }, (_, i) =>
      cosine(states, i, states, i + windows),
    ),
  );
}

function summary(cosines: readonly number[]): Likeness {
  return { cosine_p1: percentile(cosines, 0.01), cosine_min: Math.min(...cosines) };
}

/** States have unit norm. */
function cosine(some: WindowStates, i: number, others: WindowStates, k: number): number {
  const a = row(some.embeddings, i, some.dimension);
  const b = row(others.embeddings, k, others.dimension);
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
