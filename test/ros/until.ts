/** How long a test waits for something that comes in well under a second on an idle machine. */
export const PATIENCE_MS = 90_000;

/**
 * Asks again until there is an answer other than false or undefined; fails with what was missing,
 * as it is then.
 */
export async function until<T>(
  what: string | (() => string),
  ask: () => T | Promise<T>,
  limitMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | false>> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (performance.now() > endMs) {
      const missing = typeof what === 'string' ? what : what();
      throw new Error(`waited ${limitMs} ms in vain for ${missing}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
