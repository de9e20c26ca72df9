import { concatMap, type OperatorFunction } from 'rxjs';
import type { WorldState } from '../worldState.js';
import type { MeasuredClip } from './measureMotion.js';

/** One world state for each query of a predicted clip; `nextSequence` counts a query's windows. */
export function worldStates(
  nextSequence: (query: string) => number,
): OperatorFunction<MeasuredClip, WorldState> {
  return concatMap(({ clip, windowStartNs, queries, embeddings, labelStates, motion }) =>
    queries.map((query, index) => ({
      camera: clip.camera,
      stampNs: clip.newest.stampNs,
      run: clip.newest.run,
      frameId: clip.newest.frameId,
      windowStartNs,
      query,
      sequence: nextSequence(query),
      embedding: embeddings[index]!,
      motion,
      labelStates,
      labels: [],
      otherProbability: NaN,
      receivedMs: clip.newest.receivedMs,
    })),
  );
}
