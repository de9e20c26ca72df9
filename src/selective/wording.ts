/**
 * Which changes are put into words. `new_facts`: those behind which something has moved that was not
 * put into words yet; an event that ends by itself was; and slow ones. `every_change`: all.
 */
export type TextsFor = 'new_facts' | 'every_change';

/** A state as it is decided upon. */
export interface WordingState {
  readonly stampNs: bigint;
  readonly run: number;
  readonly moving: boolean;
  /** Whether a change is confirmed with it. */
  readonly changed: boolean;
  readonly first: boolean;
  /** The change score, and what it is held against. */
  readonly change: number;
  readonly threshold: number;
  /** Whether the world has become another while nothing moved. */
  readonly slow: boolean;
}

/** Something still moves if it did this shortly ago. */
const STILL_AFTER_NS = 300_000_000n;
/** Stillness as long as this ends a motion. */
const ENDS_MOTION_NS = 550_000_000n;
/** Before a motion is as old as this, most of the window is from before it. */
const WORDED_AFTER_NS = 700_000_000n;
/** So shortly behind a text the window still turns towards what the text said … */
const SETTLING_NS = 600_000_000n;
/** … unless the change is so many times the threshold. */
const CLEARLY_ANOTHER = 2.5;

/**
 * Decides which confirmed changes are worth a text, and when. S_y changes where an event begins and, a
 * while after it has ended, once more: reach, then idle. The second change comes when the picture is
 * still again and the motion that led to it has been put into words, so it tells nothing new. A cut, a
 * lamp, a thing that vanishes are motions of one frame, and are said though all is still by then; but
 * not at once: a text that is decoded from a window of mostly before would tell of neither.
 *
 * Behind a jump of the stamps everything may be new.
 */
export class Wording {
  #run: number | undefined;
  #movedNs: bigint | undefined;
  /** When the newest motion began, if it has not been put into words. */
  #unsaidSinceNs: bigint | undefined;
  /** When the newest text was said of the motion that goes on. */
  #saidNs: bigint | undefined;
  /** Whether the running segment waits for its text. */
  #due = false;

  /** @returns whether the state's segment is to be put into words with it */
  update(state: WordingState, texts: TextsFor): boolean {
    const { stampNs, run, moving, changed, first, slow } = state;
    if (run !== this.#run) {
      this.#run = run;
      this.#movedNs = undefined;
      this.#saidNs = undefined;
      // Its window begins anew: it holds nothing of before.
      this.#unsaidSinceNs = stampNs - WORDED_AFTER_NS;
    }
    if (moving) {
      const ended = this.#movedNs === undefined || stampNs - this.#movedNs > ENDS_MOTION_NS;
      if (ended) {
        this.#unsaidSinceNs ??= stampNs;
        this.#saidNs = undefined;
      }
      this.#movedNs = stampNs;
    }
    const inMotion = this.#movedNs !== undefined && stampNs - this.#movedNs <= STILL_AFTER_NS;
    const isNew =
      texts === 'every_change' ||
      (inMotion && !this.#settles(state)) ||
      this.#unsaidSinceNs !== undefined;
    // With every change told, so was each that a slow one is made of.
    if ((changed && isNew) || (slow && texts === 'new_facts')) this.#due = true;
    const old =
      this.#unsaidSinceNs === undefined || stampNs - this.#unsaidSinceNs >= WORDED_AFTER_NS;
    if (!first && !(this.#due && old)) return false;
    this.#due = false;
    this.#unsaidSinceNs = undefined;
    this.#saidNs = stampNs;
    return true;
  }

  #settles({ stampNs, change, threshold }: WordingState): boolean {
    return (
      this.#saidNs !== undefined &&
      stampNs - this.#saidNs < SETTLING_NS &&
      change < CLEARLY_ANOTHER * threshold
    );
  }
}
