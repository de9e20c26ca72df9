import { toNanoseconds, type Time } from '../messages/stamp.js';

/** Something that is known to have happened in a bag, to compare the texts with. */
export interface ReferenceEvent {
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** One word: `reach`, `lights_off`. */
  readonly kind: string;
  readonly text: string;
}

/** A stretch of time in which nothing happens. */
export interface ReferenceScene {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly text: string;
}

export interface ReferenceEvents {
  readonly events: readonly ReferenceEvent[];
  readonly scenes: readonly ReferenceScene[];
}

/**
 * Reads the events.json that lies beside a bag: `events` with stamp, end, kind and text; `scenes`
 * with start, end and text; times as `{sec, nanosec}`.
 *
 * @throws {Error} where the text is anything else
 */
export function readReferenceEvents(json: string): ReferenceEvents {
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
