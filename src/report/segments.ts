import type { StatePoint, TextPoint, Track } from './recording.js';
import { runs, secondsSeen, stretchesOf, type Stretch } from './timeSeen.js';

/** A part of a track in which the world stayed the same. */
export interface Segment {
  /** As in the messages; it counts from 0 again where the node was activated again. */
  readonly number: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** When it was seen, in each run of the stamps that it lies in: without silences. */
  readonly stretches: readonly Stretch[];
  readonly states: readonly StatePoint[];
  /** How long it was seen. */
  readonly seconds: number;
  /** The text that opened it; undefined where it failed. Texts on request do not count. */
  readonly text: TextPoint | undefined;
}

interface OpenSegment {
  readonly states: StatePoint[];
  /** One for each run, silences included, with when that run's states kept coming. */
  readonly stretches: { startNs: bigint; endNs: bigint; readonly seen: readonly Stretch[] }[];
}

/**
 * Segments in their order. Within a run of stamps one begins at the onset that its messages tell, and
 * ends where the next begins; where the stamps jump it ends with its own states.
 */
export function segmentsOf({ states, texts }: Track): Segment[] {
  const found: OpenSegment[] = [];
  for (const run of runs(states)) {
    const runStartNs = run[0]!.stampNs;
    const seen = stretchesOf(run);
    for (const [i, state] of run.entries()) {
      const { segment, segmentStartNs, stampNs } = state;
      const last = found.at(-1);
      if (last?.states[0]!.segment === segment && !state.first) {
        last.states.push(state);
        if (i > 0) last.stretches.at(-1)!.endNs = stampNs;
        else last.stretches.push({ startNs: stampNs, endNs: stampNs, seen });
        continue;
      }
      // An onset before the run lies on the other side of a jump.
      const startNs = segmentStartNs < runStartNs ? runStartNs : segmentStartNs;
      if (i > 0 && last) last.stretches.at(-1)!.endNs = startNs;
      found.push({ states: [state], stretches: [{ startNs, endNs: stampNs, seen }] });
    }
  }
  return found.map(({ states: own, stretches: whole }) => {
    const seen = whole.flatMap(withoutSilences);
    // Onsets whose own messages were lost may lie within a silence.
    const stretches = seen.length > 0 ? seen : whole;
    return {
      number: own[0]!.segment,
      startNs: stretches[0]!.startNs,
      endNs: stretches.at(-1)!.endNs,
      stretches,
      states: own,
      seconds: secondsSeen(stretches),
      text: texts.find((text) => opens(text, own[0]!)),
    };
  });
}

/** What was seen of a stretch. */
function withoutSilences({ startNs, endNs, seen }: OpenSegment['stretches'][number]): Stretch[] {
  return seen
    .filter((part) => part.endNs >= startNs && part.startNs <= endNs)
    .map((part) => ({
      startNs: part.startNs > startNs ? part.startNs : startNs,
      endNs: part.endNs < endNs ? part.endNs : endNs,
    }));
}

/** Whether a text is about the segment that a state belongs to. */
function opens(text: TextPoint, { segment, segmentStartNs }: StatePoint): boolean {
  return (
    text.reason !== 'REQUEST' && text.segment === segment && text.segmentStartNs === segmentStartNs
  );
}
