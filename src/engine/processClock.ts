/**
 * Monotonic clock of the process in ms: the same in all of its threads, each of which has a
 * `performance.now()` of its own.
 */
export function processMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
