import { mergeMap, type OperatorFunction } from 'rxjs';
import type { Engine } from '../engine.js';
import type { EncodedClip } from './xEncoder.js';

/** S_y of one clip for each query that was set when the Predictor ran. */
export interface PredictedClip extends EncodedClip {
  readonly queries: readonly string[];
  readonly embeddings: readonly Float32Array[];
  /** Milliseconds a stage took, X-Encoder and Predictor together. */
  readonly stageMs: Readonly<Record<string, number>>;
}

/** Visual tokens and X_q → S_y. All queries share one clip's tokens. */
export function predictor(
  engine: Engine,
  queries: () => readonly string[],
): OperatorFunction<EncodedClip, PredictedClip> {
  return mergeMap(async ({ clip, tokens }) => {
    const asked = queries();
    const { embeddings, stageMs } = await engine.predict(tokens, asked);
    return { clip, tokens, queries: asked, embeddings, stageMs: { ...tokens.stageMs, ...stageMs } };
  });
}
