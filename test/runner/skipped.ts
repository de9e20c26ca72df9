/** A reporter for `node --test` that names at the end which tests did not run, and why. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

export default async function* skipped(
  events: AsyncIterable<TestEvent>,
): AsyncGenerator<string, void> {
  const counts = new Map<string, number>();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' || data.skip === undefined || data.skip === false) continue;
    const file = relative(process.cwd(), data.file ?? '').replace(/^dist\/(.*)\.js$/, '$1.ts');
    const reason = `${file}: ${data.skip === true ? 'no reason is given' : data.skip}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of counts) {
    yield `did not run: ${count} ${count === 1 ? 'test' : 'tests'} of ${reason}\n`;
  }
}
