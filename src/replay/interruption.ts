/** Ctrl-C reaches the process twice where npm passes it on as well. */
const SAME_SIGNAL_MS = 1000;

/**
 * What SIGINT and SIGTERM do to a command that runs a bag through the pipeline: the first one stops it
 * cleanly, a later one ends it at once.
 */
export function interruption(): {
  readonly signal: AbortSignal;
  /** 130 or 143 once there was a signal, else 0. */
  readonly exitCode: () => number;
} {
  const end = new AbortController();
  let exitCode = 0;
  let firstMs = 0;
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.on(name, () => {
      if (end.signal.aborted && performance.now() - firstMs > SAME_SIGNAL_MS) process.exit(code);
      if (end.signal.aborted) return;
      exitCode = code;
      firstMs = performance.now();
      end.abort();
    });
  return { signal: end.signal, exitCode: () => exitCode };
}
