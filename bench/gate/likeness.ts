import { percentile } from '../../src/metrics/statistics.js';
import { cosine } from '../../src/selective/unitVector.js';
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
  return summary(Array.from({ length: some.count }, (_, i) => cosineOf(some, i, others, i)));
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
      cosineOf(states, i, states, i + windows),
    ),
  );
}

function summary(cosines: readonly number[]): Likeness {
  return { cosine_p1: percentile(cosines, 0.01), cosine_min: Math.min(...cosines) };
}

/** States have unit norm. */
function cosineOf(some: WindowStates, i: number, others: WindowStates, k: number): number {
  return cosine(
    row(some.embeddings, i, some.dimension),
    row(others.embeddings, k, others.dimension),
  );
}
