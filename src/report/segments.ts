import type { TextPoint, Track } from './recording.js';

/** A stretch of a track in which the world stayed the same. */
export interface Segment {
  readonly number: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** The text that opened it; undefined where it failed. Texts on request do not count. */
  readonly text: TextPoint | undefined;
}

/**
 * Segments in their order. One begins where its text says (a change is confirmed some states after
 * its onset) and ends where the next begins or where its own states end, whichever is earlier.
 */
export function segmentsOf({ states, texts }: Track): Segment[] {
  const runs: { number: number; firstNs: bigint; lastNs: bigint }[] = [];
  for (const { segment, stampNs } of states) {
    const run = runs.at(-1);
    if (run?.number === segment) run.lastNs = stampNs;
    else runs.push({ number: segment, firstNs: stampNs, lastNs: stampNs });
  }
  const starts = runs.map(({ number, firstNs }) => {
    const text = texts.find(({ segment, reason }) => segment === number && reason !== 'REQUEST');
    return { startNs: text?.segmentStartNs ?? firstNs, text };
  });
  return runs.map(({ number, lastNs }, index) => {
    const nextNs = starts[index + 1]?.startNs;
    const { startNs, text } = starts[index]!;
    // After a jump of the clock the next segment may lie anywhere.
    const follows = nextNs !== undefined && nextNs > startNs && nextNs - lastNs < 2_000_000_000n;
    return { number, startNs, endNs: follows ? nextNs : lastNs, text };
  });
}
