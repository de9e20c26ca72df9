import type { Measured } from './measured.js';
import type { KnownEvent } from './stream.js';

/** Records are written with frames. */
const SAME_MOMENT_S = 0.05;

/**
 * Events of which one is recorded right behind another that says the same, as one that goes on: the base
 * turns left, and turns left. Who tells each of them says the same twice.
 */
export function withoutRepeats(events: readonly KnownEvent[]): KnownEvent[] {
  const merged: KnownEvent[] = [];
  for (const event of events) {
    const before = merged.at(-1);
    if (before !== undefined && goesOn(before, event))
      merged[merged.length - 1] = { ...before, endS: event.endS };
    else merged.push(event);
  }
  return merged;
}

/** A stream whose events are those. */
export function mergedRepeats(one: Measured): Measured {
  return { ...one, stream: { ...one.stream, events: withoutRepeats(one.stream.events) } };
}

function goesOn(before: KnownEvent, event: KnownEvent): boolean {
  const says = ({ texts }: KnownEvent) => texts[0]!.replaceAll(/\b(a|an|the) /g, '');
  return (
    event.startS - before.endS < SAME_MOMENT_S &&
    before.kind === event.kind &&
    says(before) === says(event)
  );
}
