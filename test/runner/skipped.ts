/** A reporter for `node --test` that names at the end which tests did not run, and why. */
import type { TestEvent } from 'node:test/reporters';

export default async function* skipped(
  events: AsyncIterable<TestEvent>,
): AsyncGenerator<string, void> {
  const names = new Map<string, string[]>();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' || data.skip === undefined || data.skip === false) continue;
    const reason = data.skip === true ? 'no reason is given' : data.skip;
    names.set(reason, [...(names.get(reason) ?? []), data.name]);
  }
  for (const [reason, [first, ...others]] of names) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    yield `did not run: "${first}"${more}: ${reason}\n`;
  }
}
