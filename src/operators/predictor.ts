import { defer, finalize, from, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { Prediction } from '../engine/engine.js';
import type { ClipOfRun } from './clipWindow.js';
import type { EncodedClip } from './xEncoder.js';

/** S_y of one clip for each query that was set when the Predictor was asked. */
export interface PredictedClip extends Prediction {
  readonly clip: ClipOfRun;
  readonly queries: readonly string[];
}

/**
 * Visual tokens and X_q → S_y. All queries share one clip's tokens. Each window is released once it has
 * answered or failed, or when nobody wants the answer any more.
 */
export function predictor(
  queries: () => readonly string[],
): OperatorFunction<EncodedClip, PredictedClip> {
  return mergeMap(({ clip, window }) =>
    defer(() => {
      const asked = queries();
      return from(window.predict(asked)).pipe(
        map((prediction) => ({ clip, queries: asked, ...prediction })),
      );
    }).pipe(finalize(() => window.release())),
  );
}
