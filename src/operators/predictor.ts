import { defer, finalize, map, mergeMap, tap, type OperatorFunction } from 'rxjs';
import type { EncodedWindow, Prediction } from '../engine/engine.js';
import type { ClipOfRun } from './clipWindow.js';
import type { EncodedClip } from './xEncoder.js';

/** S_y of one clip for each query that was set when the Predictor was asked. */
export interface PredictedClip extends Prediction {
  readonly clip: ClipOfRun;
  readonly queries: readonly string[];
  /** S_y for each query that labels are held against; none where none are. */
  readonly labelStates: readonly Float32Array[];
  /** S_y for each query that was asked, by query. */
  readonly answers: ReadonlyMap<string, Float32Array>;
}

/**
 * Visual tokens and X_q → S_y. All queries share one clip's tokens, and those of labels that are asked
 * anyway are asked once. A window that has answered goes to `retire`, the others are released: those that
 * failed, and those whose answer nobody wants any more.
 *
 * @param labelQueries those that labels are held against
 * @param besides those that sinks want the states of
 * @param retire takes over a window that has answered; by default it is released
 */
export function predictor(
  queries: () => readonly string[],
  labelQueries: () => readonly string[] = () => [],
  besides: () => readonly string[] = () => [],
  retire: (window: EncodedWindow, clip: ClipOfRun) => void = (window) => window.release(),
): OperatorFunction<EncodedClip, PredictedClip> {
  return mergeMap(({ clip, window }) =>
    defer(() => {
      let answered = false;
      const wanted = queries();
      const ofLabels = labelQueries();
      const asked = [...new Set([...wanted, ...ofLabels, ...besides()])];
      return defer(() => window.predict(asked)).pipe(
        tap(() => {
          answered = true;
          retire(window, clip);
        }),
        map((prediction) => ({
          ...prediction,
          clip,
          queries: wanted,
          embeddings: prediction.embeddings.slice(0, wanted.length),
          labelStates: ofLabels.map((query) => prediction.embeddings[asked.indexOf(query)]!),
          answers: new Map(asked.map((query, i) => [query, prediction.embeddings[i]!])),
        })),
        finalize(() => {
          if (!answered) window.release();
        }),
      );
    }),
  );
}
