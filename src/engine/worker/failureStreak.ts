/** Windows that fail one after the other, whichever camera's, before the pack itself is checked. */
const WINDOWS = 3;
/** Between two checks: a scene that always fails must not take the other cameras' time. */
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

  /** @returns whether a check is due now; a check that is reported as due counts as made */
  failed(nowMs: number): boolean {
    this.#failures += 1;
    if (this.#failures < WINDOWS || nowMs - this.#checkedMs < BETWEEN_CHECKS_MS) return false;
    this.#checkedMs = nowMs;
    return true;
  }
}
