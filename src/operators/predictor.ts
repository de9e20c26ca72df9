import { defer, finalize, from, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { Prediction } from '../engine/engine.js';
import type { ClipOfRun } from './clipWindow.js';
import type { EncodedClip } from './xEncoder.js';

/** S_y of one clip for each query that was set when the Predictor was asked. */
export interface PredictedClip extends Prediction {
  readonly clip: ClipOfRun;
  readonly queries: readonly string[];
  /** S_y for each query that labels are held against; none where none are. */
  readonly labelStates: readonly Float32Array[];
}

/**
 * Visual tokens and X_q → S_y. All queries share one clip's tokens, and those of labels that are asked
 * anyway are asked once. Each window is released once it has answered or failed, or when nobody wants
 * the answer any more.
 *
 * @param labelQueries those that labels are held against
 */
export function predictor(
  queries: () => readonly string[],
  labelQueries: () => readonly string[] = () => [],
): OperatorFunction<EncodedClip, PredictedClip> {
  return mergeMap(({ clip, window }) =>
    defer(() => {
      const wanted = queries();
      const ofLabels = labelQueries();
      const asked = [...wanted, ...ofLabels.filter((query) => !wanted.includes(query))];
      return from(window.predict(asked)).pipe(
        map((prediction) => ({
          ...prediction,
          clip,
          queries: wanted,
          embeddings: prediction.embeddings.slice(0, wanted.length),
          labelStates: ofLabels.map((query) => prediction.embeddings[asked.indexOf(query)]!),
        })),
      );
    }).pipe(finalize(() => window.release())),
  );
}
