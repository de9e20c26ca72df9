/**
 * A reporter for `node --test` that says at the end how to repeat a random order in which a test failed, by
 * the seed in this module's address, `?seed=`.
 */
import type { TestEvent } from 'node:test/reporters';

export default async function* repeatOrder(
  events: AsyncIterable<TestEvent>,
): AsyncGenerator<string, void> {
  const seed = new URL(import.meta.url).searchParams.get('seed');
  let failed = false;
  for await (const { type } of events) failed ||= type === 'test:fail';
  if (failed) yield `failed in a random order; again in the same: npm test -- --random=${seed}\n`;
}
