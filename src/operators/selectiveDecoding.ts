import { map, type OperatorFunction } from 'rxjs';
import { ChangeDetector, type SelectiveDecoding } from '../selective/changeDetector.js';
import type { JudgedState, WorldState } from '../worldState.js';

/**
 * Judges every state against the running segment of its query. `nextSegment` numbers a query's
 * segments; a query that is no longer among `queries` is forgotten.
 */
export function selectiveDecoding(
  settings: () => SelectiveDecoding,
  queries: () => readonly string[],
  nextSegment: (query: string) => number,
): OperatorFunction<WorldState, JudgedState> {
  return (states) => {
    const running = new Map<string, { detector: ChangeDetector; segment: number }>();
    return states.pipe(
      map((state) => {
        const asked = queries();
        for (const query of running.keys()) if (!asked.includes(query)) running.delete(query);
        const { threshold } = settings();
        const entry = running.get(state.query) ?? { detector: new ChangeDetector(), segment: 0 };
        const judgement = entry.detector.update(state.stampNs, state.embedding, settings());
        if (judgement.first || judgement.changed) entry.segment = nextSegment(state.query);
        running.set(state.query, entry);
        return { ...state, ...judgement, segment: entry.segment, threshold };
      }),
    );
  };
}
