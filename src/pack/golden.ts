import { join } from 'node:path';
import { VljepaError } from '../errors.js';
import type { Immutable } from './manifest.js';
import { readPackFile } from './packFolder.js';
import type * as schema from './schema/golden.js';
import { documentCheck } from './validateDocument.js';

/** The golden vectors of a pack, as schemas/golden.schema.json declares them. */
export type Golden = Immutable<schema.Golden>;

const checkDocument = documentCheck<Golden>('golden');

/** @throws {VljepaError} PACK_UNREADABLE, PACK_FIELD, PACK_MANIFEST. */
export function readGolden(folder: string, name: string): Golden {
  const path = join(folder, name);
  let document: unknown;
  try {
    document = JSON.parse(readPackFile(folder, name).toString('utf8'));
  } catch (error) {
    if (error instanceof VljepaError) throw error;
    throw new VljepaError('PACK_UNREADABLE', `${path} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const golden = checkDocument(document, path);
  const missing = golden.decodes.find(
    ({ text_of_clip }) => golden.clips[text_of_clip] === undefined,
  );
  if (missing !== undefined) {
    throw new VljepaError(
      'PACK_MANIFEST',
      `${path} contradicts itself: decodes names clip ${missing.text_of_clip}, there are ` +
        `${golden.clips.length}, counted from 0`,
    );
  }
  return golden;
}

/** @throws {VljepaError} PACK_GOLDEN where `actual` is not `expected` within `tolerance`. */
export function checkGoldenVector(
  what: string,
  expected: readonly number[],
  actual: Float32Array,
  tolerance: number,
): void {
  if (expected.length !== actual.length) {
    throw new VljepaError(
      'PACK_GOLDEN',
      `golden vector of ${what}: expected ${expected.length} numbers, got ${actual.length}; the ` +
        'golden vectors belong to other graphs',
    );
  }
  let worst = 0;
  expected.forEach((value, i) => {
    const difference = Math.abs(value - (actual[i] ?? NaN));
    // A NaN must not pass as small.
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
  });
  if (worst > tolerance) {
    throw new VljepaError(
      'PACK_GOLDEN',
      `golden vector of ${what} differs: a component is off by ${worst.toPrecision(3)}, at most ` +
        `${tolerance} is allowed; the graphs do not give here what their authors measured`,
    );
  }
}

/** @throws {VljepaError} PACK_GOLDEN where the Y-Decoder gave another text. */
export function checkGoldenPhrase(what: string, expected: string, actual: string): void {
  if (actual !== expected) {
    throw new VljepaError(
      'PACK_GOLDEN',
      `the text of ${what} differs: expected "${expected}", got ` +
        (actual.trim() === '' ? 'an empty text' : `"${actual}"`) +
        '; the Y-Decoder does not give here what its authors measured: export the pack again',
    );
  }
}
