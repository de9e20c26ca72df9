import type { WorldStateMessage } from '../messages/outputs.js';

/**
 * What a world state says of itself with yes or no, at most seven things; a lane of the report draws the
 * moments of each. What a message says more is an entry here and a lane in `browser/lanes`.
 */
export const MARKS = {
  /** A change is confirmed: a segment and its text begin. */
  changed: (message: WorldStateMessage) => message.changed,
  /** Something begins that is not confirmed yet. */
  noticed: (message: WorldStateMessage) => message.noticed,
  /** The segment is put into words. */
  worded: (message: WorldStateMessage) => message.worded,
  moving: (message: WorldStateMessage) => message.motion > message.motion_threshold,
  /** The camera is black, covered or frozen. */
  faulty: (message: WorldStateMessage) => message.condition !== 0,
} as const satisfies Readonly<Record<string, (message: WorldStateMessage) => boolean>>;

export type Mark = keyof typeof MARKS;

export const MARK_NAMES = Object.keys(MARKS) as Mark[];

/** The marks of a message. */
export function marksOf(message: WorldStateMessage): Mark[] {
  return MARK_NAMES.filter((mark) => MARKS[mark](message));
}
