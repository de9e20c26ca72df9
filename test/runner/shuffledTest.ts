/**
 * node:test with the tests of a file in an order that the seed decides, `?seed=` of this module's address.
 * What a file registers at once is held back until the event loop turns, and then registered in that order.
 */
import { createHash } from 'node:crypto';
import { test as register } from 'node:test';

export { after, afterEach, before, beforeEach, mock } from 'node:test';

type Registration = Parameters<typeof register>;

const seed = new URL(import.meta.url).searchParams.get('seed');
const held: Registration[] = [];

/** Where a test comes in the order: by nothing but the seed, its file and its name. */
function rank([name]: Registration): string {
  return createHash('sha256')
    .update(`${seed} ${process.argv[1]} ${String(name)}`)
    .digest('hex');
}

function release(): void {
  const tests = held.splice(0).map((registration) => ({ registration, rank: rank(registration) }));
  tests.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  for (const { registration } of tests) void register(...registration);
}

export function test(...registration: Registration): Promise<void> {
  if (held.length === 0) setImmediate(release);
  held.push(registration);
  return Promise.resolve();
}
