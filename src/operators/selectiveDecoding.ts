import { defer, map, type OperatorFunction } from 'rxjs';
import { CalibratedThreshold } from '../selective/calibratedThreshold.js';
import { ChangeDetector, type SelectiveDecoding } from '../selective/changeDetector.js';
import { Noticing } from '../selective/noticing.js';
import { Wording } from '../selective/wording.js';
import type { JudgedState, WorldState } from '../worldState.js';

interface Running {
  readonly detector: ChangeDetector;
  readonly wording: Wording;
  readonly noticing: Noticing;
  readonly calibrated: CalibratedThreshold;
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
          const { query, stampNs, run } = state;
          if (stampNs !== windowNs) {
            for (const [other, { newestNs }] of running)
              if (newestNs !== windowNs) running.delete(other);
            windowNs = stampNs;
          }
          const entry = running.get(query) ?? {
            detector: new ChangeDetector(),
            wording: new Wording(),
            noticing: new Noticing(),
            calibrated: new CalibratedThreshold(),
            segment: 0,
            segmentChange: 0,
            newestNs: stampNs,
          };
          running.set(query, entry);
          entry.newestNs = stampNs;
          const selective = settings();
          const { moving } = state.motion;
          const threshold = entry.calibrated.threshold(selective);
          const judgement = entry.detector.update(
            { ...state, moving },
            { ...selective, threshold },
          );
          entry.calibrated.learn({ ...state, moving, change: judgement.change });
          const { first, changed, unconfirmed } = judgement;
          if (first || changed) {
            entry.segment = nextSegment(query);
            entry.segmentChange = judgement.change;
          }
          return {
            ...state,
            ...judgement,
            segment: entry.segment,
            segmentChange: entry.segmentChange,
            threshold,
            noticed: entry.noticing.update({ moving, begun: unconfirmed !== undefined || changed }),
            worded: entry.wording.update({ stampNs, run, moving, changed, first }, selective.texts),
          };
        }),
      );
    });
}
