import { describeError } from '../errors.js';
import type { Moment } from './moment.js';

/** Moments that wait while they cannot be written; the oldest of more are lost. */
const WAITING = 500;

/** What becomes of moments that cannot be written. */
export interface WriterEvents {
  /** Called once, when writing begins to fail. */
  readonly failed: (reason: string) => void;
  /** Called once, when it works again. */
  readonly recovered: (lost: number) => void;
}

/** Writes batches; what cannot be written, as on a full disk, waits for the next one. */
export class PersistentWriter {
  #waiting: Moment[] = [];
  #failing = false;
  #lost = 0;
  readonly #write: (moments: readonly Moment[]) => void;
  readonly #events: WriterEvents;

  /** @param write all or none of the moments; throws where it cannot */
  constructor(write: (moments: readonly Moment[]) => void, events: WriterEvents) {
    this.#write = write;
    this.#events = events;
  }

  /** Tries what waits, then these; to be called again while something waits. */
  add(moments: readonly Moment[]): void {
    const all = [...this.#waiting, ...moments];
    if (all.length === 0) return;
    try {
      this.#write(all);
    } catch (error) {
      this.#waiting = all.slice(-WAITING);
      this.#lost += all.length - this.#waiting.length;
      if (!this.#failing) this.#events.failed(describeError(error));
      this.#failing = true;
      return;
    }
    this.#waiting = [];
    if (this.#failing) this.#events.recovered(this.#lost);
    this.#failing = false;
    this.#lost = 0;
  }
}
