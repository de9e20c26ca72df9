/** Something that is known to happen in a stream; times in seconds from the stream's start. */
export interface KnownEvent {
  readonly kind: string;
  readonly startS: number;
  readonly endS: number;
  /** What can truly be said about it, in different wordings; one at least. */
  readonly texts: readonly string[];
}

/** A stretch in which nothing changes. */
export interface SteadyStretch {
  readonly startS: number;
  readonly endS: number;
  readonly text: string;
}

/** A recording of one camera with known events. */
export interface Stream {
  /** What is reported together: `dense`, `sparse`, `quiet`, `faults`, `foreign`, `sample`, `real`. */
  readonly group: string;
  readonly name: string;
  /** Path of the bag. */
  readonly bag: string;
  readonly seconds: number;
  /** In the order of their starts. */
  readonly events: readonly KnownEvent[];
  /** Empty where they are not known. */
  readonly steady: readonly SteadyStretch[];
}

/**
 * Seconds at which what happens changes: where an event begins, and where a stretch begins in which
 * nothing does; each once, without the stream's start.
 */
export function boundariesOf({ events, steady }: Stream): number[] {
  const starts = [...events, ...steady].map(({ startS }) => startS).filter((at) => at > 0);
  return [...new Set(starts)].sort((a, b) => a - b);
}
