import type { Sentence } from '../../../src/pack/sentences.js';
import type { Happening } from './happenings.js';

/** An event counts as shown by frames that hold so much of it, or half of it, or half of which it fills. */
const LEAST_SECONDS = 0.5;

/** Frames from `startS` to `endS`. */
export interface Shown {
  readonly startS: number;
  readonly endS: number;
}

/** What happens in frames, by a stream's records. */
export function shownIn(happenings: readonly Happening[], { startS, endS }: Shown): Happening[] {
  const shown = happenings.filter((one) => {
    const overlap = Math.min(one.endS, endS) - Math.max(one.startS, startS);
    const half = Math.min(one.endS - one.startS, endS - startS) / 2;
    return overlap >= Math.min(LEAST_SECONDS, half);
  });
  const changes = shown.some(({ claims }) => claims.has('something_changes'));
  return changes ? shown.filter(({ claims }) => !claims.has('nothing_moves')) : shown;
}

/** Whether what the sentence claims is among what happens: its event, and its thing and colour with it. */
export function isTrue({ claims, thing, colour }: Sentence, shown: readonly Happening[]): boolean {
  return shown.some(
    (one) =>
      claims.some((claim) => one.claims.has(claim)) &&
      (thing.length === 0
        ? named(one.thing, colour)
        : thing.some((name) => named(one.thing, `${colour} ${name}`.trim()))),
  );
}

/** Whole words; nothing is named by no words. */
function named(text: string, words: string): boolean {
  return words === '' || ` ${text} `.includes(` ${words} `);
}
