import { toNanoseconds, type Time } from '../messages/stamp.js';

/** Something that is known to happen in a bag, to hold the texts against. */
export interface KnownEvent {
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** One word: `reach`, `lights_off`. */
  readonly kind: string;
  readonly text: string;
}

/** A stretch of time in which nothing happens. */
export interface KnownScene {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly text: string;
}

export interface KnownEvents {
  readonly events: readonly KnownEvent[];
  readonly scenes: readonly KnownScene[];
}

/**
 * Reads the events.json that lies beside a bag: `events` with stamp, end, kind and text; `scenes`
 * with start, end and text; times as `{sec, nanosec}`.
 *
 * @throws {Error} where the text is something else
 */
export function readKnownEvents(json: string): KnownEvents {
  const document = JSON.parse(json) as { events?: unknown[]; scenes?: unknown[] };
  return {
    events: (document.events ?? []).map((entry) => {
      const { stamp, end, kind, text } = entry as Record<string, unknown>;
      return {
        startNs: nanoseconds(stamp, 'stamp'),
        endNs: nanoseconds(end ?? stamp, 'end'),
        kind: String(kind),
        text: String(text),
      };
    }),
    scenes: (document.scenes ?? []).map((entry) => {
      const { start, end, text } = entry as Record<string, unknown>;
      return {
        startNs: nanoseconds(start, 'start'),
        endNs: nanoseconds(end, 'end'),
        text: String(text),
      };
    }),
  };
}

function nanoseconds(value: unknown, name: string): bigint {
  const { sec, nanosec } = (value ?? {}) as Partial<Time>;
  if (!Number.isInteger(sec) || !Number.isInteger(nanosec)) {
    throw new Error(`expected ${name} as {sec, nanosec}, got ${JSON.stringify(value)}`);
  }
  return toNanoseconds({ sec: sec!, nanosec: nanosec! });
}
