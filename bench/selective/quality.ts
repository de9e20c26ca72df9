import { cosine } from '../../src/selective/unitVector.js';
import type { Cider } from './cider.js';
import { pooled } from './pooling.js';
import type { KnownEvent } from './stream.js';
import type { Segment } from './strategies/strategy.js';
import type { Texts } from './texts.js';
import { row, type WindowStates } from './windowStates.js';

/** A text of a stream, before it is decoded. */
export interface PlacedEmbedding {
  /** The middle of what it tells of, in seconds. */
  readonly atS: number;
  readonly embedding: Float32Array;
}

/** Which windows of a segment a text is decoded from. */
export type Pooling =
  /** All of it, as where the whole recording is known: the paper's. */
  | 'whole'
  /** Those until it is said. */
  | 'said';

/** One embedding a segment, placed in the middle of the frames that it was pooled from. */
export function placed(
  states: WindowStates,
  segments: readonly Segment[],
  pooling: Pooling,
): PlacedEmbedding[] {
  const { count, dimension, embeddings, stamps, windowStarts } = states;
  const rows = Array.from({ length: count }, (_, i) => row(embeddings, i, dimension));
  return segments.map(({ onset, said }, k) => {
    const next = segments[k + 1]?.onset ?? count;
    const last = pooling === 'whole' ? Math.max(onset, next - 1) : said;
    // The middle of the first window's middle and the last one's.
    const atS = (windowStarts[onset]! + stamps[onset]! + windowStarts[last]! + stamps[last]!) / 4;
    return { atS, embedding: pooled(rows, onset, last) };
  });
}

/** What is nearest in time to each event's middle; ascending `placed` in, one each out. */
export function nearestInTime(
  events: readonly KnownEvent[],
  placedEmbeddings: readonly PlacedEmbedding[],
): PlacedEmbedding[] {
  if (placedEmbeddings.length === 0) return [];
  return events.map(({ startS, endS }) => {
    const middle = (startS + endS) / 2;
    return placedEmbeddings.reduce((best, one) =>
      Math.abs(one.atS - middle) < Math.abs(best.atS - middle) ? one : best,
    );
  });
}

/** Sums over events; their means are the paper's measures. */
export interface QualitySums {
  readonly events: number;
  readonly cider: number;
  /** Of the text and the event's best reference, by the pack's Y-Encoder. */
  readonly cosine: number;
  /** Of S_y itself and the event's best reference: needs no decoding. */
  readonly stateCosine: number;
}

/** How well the texts nearest in time tell what happened. */
export async function textQuality(
  events: readonly KnownEvent[],
  said: readonly PlacedEmbedding[],
  texts: Texts,
  cider: Cider,
): Promise<QualitySums> {
  let [ciderSum, cosineSum] = [0, 0];
  const nearest = nearestInTime(events, said);
  for (const [index, { embedding }] of nearest.entries()) {
    const { texts: references } = events[index]!;
    const text = await texts.said(embedding);
    ciderSum += cider.score(text, references);
    cosineSum += await texts.likeness(text, references);
  }
  const { stateCosine } = await stateQuality(events, said, texts);
  return { events: events.length, cider: ciderSum, cosine: cosineSum, stateCosine };
}

/** The same without decoding. */
export async function stateQuality(
  events: readonly KnownEvent[],
  said: readonly PlacedEmbedding[],
  texts: Texts,
): Promise<Pick<QualitySums, 'events' | 'stateCosine'>> {
  let stateCosine = 0;
  for (const [index, { embedding }] of nearestInTime(events, said).entries()) {
    const references = await Promise.all(events[index]!.texts.map((text) => texts.encoded(text)));
    stateCosine += Math.max(...references.map((reference) => cosine(embedding, reference)));
  }
  return { events: events.length, stateCosine };
}
