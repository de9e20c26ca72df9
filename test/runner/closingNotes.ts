/**
 * A reporter for `node --test` that says at the end which tests did not run, and why; and where a test
 * failed in a random order, how to repeat it, by the seed in this module's address, `?seed=`.
 */
import type { TestEvent } from 'node:test/reporters';

export default async function* closingNotes(
  events: AsyncIterable<TestEvent>,
): AsyncGenerator<string, void> {
  const seed = new URL(import.meta.url).searchParams.get('seed');
  const names = new Map<string, string[]>();
  let failed = false;
  for await (const { type, data } of events) {
    failed ||= type === 'test:fail';
    if (type !== 'test:pass' || data.skip === undefined || data.skip === false) continue;
    const reason = data.skip === true ? 'no reason is given' : data.skip;
    names.set(reason, [...(names.get(reason) ?? []), data.name]);
  }
  for (const [reason, [first, ...others]] of names) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    yield `did not run: "${first}"${more}: ${reason}\n`;
  }
  if (failed && seed !== null) {
    yield `failed in a random order; again in the same: npm test -- --random=${seed}\n`;
  }
}
