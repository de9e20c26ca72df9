import { defer, map, type OperatorFunction } from 'rxjs';
import { ChangeDetector, type SelectiveDecoding } from '../selective/changeDetector.js';
import type { JudgedState, WorldState } from '../worldState.js';

interface Running {
  readonly detector: ChangeDetector;
  segment: number;
  newestNs: bigint;
}

/**
 * Judges every state against the running segment of its query. `nextSegment` numbers a query's
 * segments; the detector of a query that the last window did not answer is dropped. The states
 * themselves show that: a window may still answer a query that was removed while it was in flight.
 */
export function selectiveDecoding(
  settings: () => SelectiveDecoding,
  nextSegment: (query: string) => number,
): OperatorFunction<WorldState, JudgedState> {
  return (states) =>
    defer(() => {
      const running = new Map<string, Running>();
      let windowNs: bigint | undefined;
      return states.pipe(
        map((state) => {
          const { query, stampNs, run } = state;
          if (stampNs !== windowNs) {
            for (const [other, { newestNs }] of running)
              if (newestNs !== windowNs) running.delete(other);
            windowNs = stampNs;
          }
          const entry = running.get(query) ?? {
            detector: new ChangeDetector(),
            segment: 0,
            newestNs: stampNs,
          };
          running.set(query, entry);
          entry.newestNs = stampNs;
          const selective = settings();
          const judgement = entry.detector.update(
            { stampNs, run, embedding: state.embedding },
            selective,
          );
          if (judgement.first || judgement.changed) entry.segment = nextSegment(query);
          const { threshold } = selective;
          return { ...state, ...judgement, segment: entry.segment, threshold };
        }),
      );
    });
}
