import { VljepaError } from '../errors.js';

/** Calls at once, those that wait among them. */
const MOST_CALLS = 8;
/** A caller has given up by then. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Calls of users that need the engine, one after the other: a camera's window waits for one inference of
 * theirs at most, however many there are. What cannot be answered soon is refused.
 */
export class CallQueue {
  #calls = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Runs one call once those before it are done. Each step of `work` that runs a graph is awaited.
   *
   * @throws CALL_REFUSED where too many wait, or it would have waited for too long
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#calls >= MOST_CALLS) {
      throw new VljepaError(
        'CALL_REFUSED',
        `${this.#calls} calls are being answered or wait: expected fewer than ${MOST_CALLS}; call again when one is answered`,
      );
    }
    this.#calls += 1;
    const calledMs = performance.now();
    const turn = this.#last.then(() => {
      const waitedMs = performance.now() - calledMs;
      if (waitedMs <= LONGEST_WAIT_MS) return work();
      throw new VljepaError(
        'CALL_REFUSED',
        `the call has waited for ${(waitedMs / 1000).toFixed(0)} s behind others, at most ${LONGEST_WAIT_MS / 1000} s are allowed: call again`,
      );
    });
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#calls -= 1;
    }
  }
}
