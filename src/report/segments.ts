import type { TextPoint, Track } from './recording.js';
import { runs, secondsSeen, stretchesOf, type Stretch } from './timeSeen.js';

/** A part of a track in which the world stayed the same. */
export interface Segment {
  /** As in the messages; it counts from 0 again where the node was activated again. */
  readonly number: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** When it was seen, in each run of the stamps that it lies in: without silences. */
  readonly stretches: readonly Stretch[];
  /** How long it was seen. */
  readonly seconds: number;
  /** The text that opened it; undefined where it failed. Texts on request do not count. */
  readonly text: TextPoint | undefined;
}

interface OpenSegment {
  readonly number: number;
  /** As its messages tell it. */
  readonly onsetNs: bigint;
  /** One for each run, silences included, with when that run's states kept coming. */
  readonly stretches: { startNs: bigint; endNs: bigint; readonly seen: readonly Stretch[] }[];
}

/**
 * Segments in their order. Within a run of stamps one begins at the onset that its messages tell, and
 * ends where the next begins; where the stamps jump it ends with its own states.
 */
export function segmentsOf({ states, texts }: Track): Segment[] {
  const found: OpenSegment[] = [];
  for (const { from, to } of runs(states)) {
    const stamps = states.stampsNs.subarray(from, to);
    const runStartNs = stamps[0]!;
    const seen = stretchesOf(stamps);
    for (let i = from; i < to; i += 1) {
      const { segment, segmentStartNs, stampNs, first } = states.at(i);
      const last = found.at(-1);
      if (last?.number === segment && !first) {
        if (i > from) last.stretches.at(-1)!.endNs = stampNs;
        else last.stretches.push({ startNs: stampNs, endNs: stampNs, seen });
        continue;
      }
      // An onset before the run lies on the other side of a jump.
      const startNs = segmentStartNs < runStartNs ? runStartNs : segmentStartNs;
      if (i > from && last) last.stretches.at(-1)!.endNs = startNs;
      const stretches = [{ startNs, endNs: stampNs, seen }];
      found.push({ number: segment, onsetNs: segmentStartNs, stretches });
    }
  }
  const openers = textsBySegment(texts);
  return found.map(({ number, onsetNs, stretches: whole }) => {
    const seen = whole.flatMap(withoutSilences);
    // Onsets whose own messages were lost may lie within a silence.
    const stretches = seen.length > 0 ? seen : whole;
    return {
      number,
      startNs: stretches[0]!.startNs,
      endNs: stretches.at(-1)!.endNs,
      stretches,
      seconds: secondsSeen(stretches),
      text: openers.get(`${number} ${onsetNs}`),
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

/** The first text of each segment, by the segment's number and onset; those on request do not count. */
function textsBySegment(texts: readonly TextPoint[]): ReadonlyMap<string, TextPoint> {
  const openers = new Map<string, TextPoint>();
  for (const text of texts) {
    const key = `${text.segment} ${text.segmentStartNs}`;
    if (text.reason !== 'REQUEST' && !openers.has(key)) openers.set(key, text);
  }
  return openers;
}
