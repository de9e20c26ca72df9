import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VljepaError } from '../../src/errors.js';

/** Cases of all properties together; `npm run test:properties` asks for 100 000. */
const CASES = Number(process.env['VLJEPA_PROPERTY_CASES'] ?? 2000);

/** How a property is run: its part of all cases, and the seed where one is to be repeated. */
export function part(share: number): fc.Parameters<unknown> {
  const seed = process.env['VLJEPA_PROPERTY_SEED'];
  return {
    numRuns: Math.ceil(CASES * share),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}

/** What a user may be told: an error with one of these codes, and what was expected. */
export function assertTold(error: unknown, codes: RegExp): void {
  if (!(error instanceof VljepaError)) throw error;
  assert.match(error.code, codes, error.message);
  assert.ok(error.message.length > 10, error.message);
  assert.ok(error.message.length < 20_000, `${error.message.length} characters`);
}

/** A file that something has gone wrong with: bytes overwritten, cut off, doubled or put in. */
export function damaged(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat(file.length);
  const overwrite = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 }));
  return fc
    .tuple(fc.array(overwrite, { maxLength: 4 }), fc.option(place), fc.option(overwrite))
    .map(([overwrites, end, inserted]) => {
      const bytes = Uint8Array.from(file);
      for (const [at, values] of overwrites)
        bytes.set(values.subarray(0, bytes.length - at), Math.min(at, bytes.length));
      const kept = bytes.subarray(0, end ?? bytes.length);
      if (inserted === null) return kept.slice();
      const at = Math.min(inserted[0], kept.length);
      return Buffer.concat([kept.subarray(0, at), inserted[1], kept.subarray(at)]);
    });
}

/** Resident memory must not grow with the number of cases by more than this. */
export const MEMORY_MIB = 400;

/** @returns a check that the process holds no more than {@link MEMORY_MIB} above what it held before */
export function watchMemory(): () => void {
  const before = process.memoryUsage.rss();
  return () => {
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
    assert.ok(grown < MEMORY_MIB, `${grown.toFixed(0)} MiB more than before`);
  };
}
