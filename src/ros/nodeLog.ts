import { SEVERITY, type Logger } from './rcl.js';

const THROTTLE_MS = 10_000;

/** The node's log, with what rclnodejs' logger lacks: throttled warnings, messages made on demand. */
export class NodeLog {
  readonly #repeated = new Map<string, { lastMs: number; suppressed: number }>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  info(message: string): void {
    this.#logger.info(message);
  }

  warn(message: string): void {
    this.#logger.warn(message);
  }

  error(message: string): void {
    this.#logger.error(message);
  }

  /** The message is made only where level debug is written. */
  debug(message: () => string): void {
    if (this.#logger.loggerEffectiveLevel <= SEVERITY.debug) this.#logger.debug(message());
  }

  /** The first of a kind at once, then one in ten seconds, with the count of those in between. */
  warnThrottled(kind: string, message: string, nowMs = performance.now()): void {
    const seen = this.#repeated.get(kind) ?? { lastMs: -Infinity, suppressed: 0 };
    this.#repeated.set(kind, seen);
    if (nowMs - seen.lastMs < THROTTLE_MS) {
      seen.suppressed += 1;
      return;
    }
    const { suppressed } = seen;
    this.warn(suppressed > 0 ? `${message} (and ${suppressed} times more before)` : message);
    seen.lastMs = nowMs;
    seen.suppressed = 0;
  }
}
