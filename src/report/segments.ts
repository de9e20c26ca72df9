import type { TextPoint, Track } from './recording.js';
import { runs, secondsSeen, type Stretch } from './timeSeen.js';

/** A part of a track in which the world stayed the same. */
export interface Segment {
  readonly number: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** When it was seen: more than one stretch where the clock jumped or nothing came for long. */
  readonly stretches: readonly Stretch[];
  /** How long it was seen. */
  readonly seconds: number;
  /** The text that opened it; undefined where it failed. Texts on request do not count. */
  readonly text: TextPoint | undefined;
}

/** Silence after which a segment ends with its own states, not where the next one begins. */
const LONGEST_WAIT_NS = 2_000_000_000n;

/**
 * Segments in their order. One begins where its text says (a change is confirmed some states after
 * its onset) and ends where the next begins or where its own states end, whichever is earlier.
 */
export function segmentsOf({ states, texts }: Track): Segment[] {
  const found: { number: number; stretches: { startNs: bigint; endNs: bigint }[] }[] = [];
  for (const run of runs(states)) {
    run.forEach(({ segment, stampNs }, i) => {
      let last = found.at(-1);
      if (last?.number !== segment) found.push((last = { number: segment, stretches: [] }));
      const stretch = last.stretches.at(-1);
      if (stretch && i > 0) stretch.endNs = stampNs;
      else last.stretches.push({ startNs: stampNs, endNs: stampNs });
    });
  }
  const opened = found.map(({ number, stretches }) => {
    const text = texts.find(({ segment, reason }) => segment === number && reason !== 'REQUEST');
    const first = stretches[0]!;
    // An onset lies a little before the first state, unless the clock has jumped meanwhile.
    const onsetNs = text?.segmentStartNs ?? first.startNs;
    if (
      onsetNs < first.startNs &&
      runs([{ stampNs: onsetNs }, { stampNs: first.startNs }]).length === 1
    )
      first.startNs = onsetNs;
    return { number, stretches, text };
  });
  return opened.map(({ number, stretches, text }, index) => {
    const last = stretches.at(-1)!;
    const nextNs = opened[index + 1]?.stretches[0]!.startNs;
    // After a jump of the clock the next segment may lie anywhere.
    if (nextNs !== undefined && nextNs > last.startNs && nextNs - last.endNs < LONGEST_WAIT_NS)
      last.endNs = nextNs;
    return {
      number,
      startNs: stretches[0]!.startNs,
      endNs: last.endNs,
      stretches,
      seconds: secondsSeen(stretches),
      text,
    };
  });
}
