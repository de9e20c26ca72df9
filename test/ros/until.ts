/** How long a test waits for something that comes in well under a second on an idle machine. */
export const PATIENCE_MS = 30_000;

/** Asks again until there is an answer other than false or undefined; fails with what was missing. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | false>> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (performance.now() > endMs) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
