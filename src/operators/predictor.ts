import { mergeMap, type OperatorFunction } from 'rxjs';
import type { Engine, Prediction } from '../engine/engine.js';
import type { EncodedClip } from './xEncoder.js';

/** S_y of one clip for each query that was set when the Predictor was asked. */
export interface PredictedClip extends EncodedClip, Prediction {
  readonly queries: readonly string[];
}

/** Visual tokens and X_q → S_y. All queries share one clip's tokens. */
export function predictor(
  engine: Engine,
  queries: () => readonly string[],
): OperatorFunction<EncodedClip, PredictedClip> {
  return mergeMap(async ({ clip, tokens }) => {
    const asked = queries();
    const prediction = await engine.predict(tokens, asked);
    return { clip, tokens, queries: asked, ...prediction };
  });
}
