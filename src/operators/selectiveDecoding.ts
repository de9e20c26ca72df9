import { defer, map, type OperatorFunction } from 'rxjs';
import type { SelectiveDecoding } from '../selective/changeDetector.js';
import { SelectiveJudge } from '../selective/selectiveJudge.js';
import type { JudgedState, WorldState } from '../worldState.js';

interface Running {
  readonly judge: SelectiveJudge;
  segment: number;
  segmentChange: number;
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
          const { query, stampNs } = state;
          if (stampNs !== windowNs) {
            for (const [other, { newestNs }] of running)
              if (newestNs !== windowNs) running.delete(other);
            windowNs = stampNs;
          }
          const entry = running.get(query) ?? {
            judge: new SelectiveJudge(),
            segment: nextSegment(query),
            segmentChange: 0,
            newestNs: stampNs,
          };
          running.set(query, entry);
          entry.newestNs = stampNs;
          const { moving } = state.motion;
          const judgement = entry.judge.update({ ...state, moving }, settings());
          if (judgement.changed) {
            entry.segment = nextSegment(query);
            entry.segmentChange = judgement.change;
          }
          return {
            ...state,
            ...judgement,
            segment: entry.segment,
            segmentChange: entry.segmentChange,
          };
        }),
      );
    });
}
