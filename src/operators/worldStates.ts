import { concatMap, type OperatorFunction } from 'rxjs';
import type { WorldState } from '../worldState.js';
import type { ConditionedClip } from './judgeCondition.js';

/** One world state for each query of a predicted clip; `nextSequence` counts a query's windows. */
export function worldStates(
  nextSequence: (query: string) => number,
): OperatorFunction<ConditionedClip, WorldState> {
  return concatMap(({ clip, windowStartNs, queries, embeddings, frameFeatures, ...window }) =>
    queries.map((query, index) => ({
      camera: clip.camera,
      stampNs: clip.newest.stampNs,
      run: clip.newest.run,
      frameId: clip.newest.frameId,
      windowStartNs,
      query,
      sequence: nextSequence(query),
      embedding: embeddings[index]!,
      frameFeatures,
      motion: window.motion,
      labelStates: window.labelStates,
      answers: window.answers,
      condition: window.condition,
      labels: [],
      otherProbability: NaN,
      receivedMs: clip.newest.receivedMs,
    })),
  );
}
