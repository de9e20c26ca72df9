/** Windows that fail one after the other, whichever camera's, before the pack itself is doubted. */
const WINDOWS = 3;
/** Between two checks: where one scene always fails, it must not cost the others their time. */
const BETWEEN_CHECKS_MS = 60_000;

/**
 * Tells when failing windows are a reason to run the golden vectors again: several in a row, without one
 * between them that succeeded, and at most once a minute.
 */
export class FailureStreak {
  #failures = 0;
  #checkedMs = -Infinity;

  succeeded(): void {
    this.#failures = 0;
  }

  /** @returns whether a check is due now; one that is told of as due counts as made */
  failed(nowMs: number): boolean {
    this.#failures += 1;
    if (this.#failures < WINDOWS || nowMs - this.#checkedMs < BETWEEN_CHECKS_MS) return false;
    this.#checkedMs = nowMs;
    return true;
  }
}
