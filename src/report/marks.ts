import type { WorldStateMessage } from '../messages/outputs.js';

/**
 * What a world state says of itself with yes or no, at most seven things; a lane of the report draws the
 * moments of each. What a message says more is an entry here and a lane in `browser/lanes`.
 */
export const MARKS = {
  /** A change is confirmed: a segment and its text begin. */
  changed: (message: WorldStateMessage) => message.changed,
} as const satisfies Readonly<Record<string, (message: WorldStateMessage) => boolean>>;

export type Mark = keyof typeof MARKS;

export const MARK_NAMES = Object.keys(MARKS) as Mark[];

/** The marks of a message. */
export function marksOf(message: WorldStateMessage): Mark[] {
  return MARK_NAMES.filter((mark) => MARKS[mark](message));
}
