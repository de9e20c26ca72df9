import type { Logger } from './rcl.js';

const QUIET_MS = 10_000;

/** Warnings that repeat: the first at once, then one line per kind in ten seconds, with the count. */
export class ThrottledLog {
  readonly #kinds = new Map<string, { lastMs: number; held: number }>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  warn(kind: string, message: string, nowMs = performance.now()): void {
    const seen = this.#kinds.get(kind) ?? { lastMs: -Infinity, held: 0 };
    this.#kinds.set(kind, seen);
    if (nowMs - seen.lastMs < QUIET_MS) {
      seen.held += 1;
      return;
    }
    this.#logger.warn(seen.held > 0 ? `${message} (and ${seen.held} times more before)` : message);
    seen.lastMs = nowMs;
    seen.held = 0;
  }
}
