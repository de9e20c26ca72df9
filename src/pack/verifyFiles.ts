import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { VljepaError } from '../errors.js';
import type { Manifest } from './manifest.js';
import { fileError } from './packFolder.js';

const CHUNK_BYTES = 1 << 20;

/**
 * Checks that each file of the pack is there and is the one the manifest names (SHA-256).
 * @throws {VljepaError} PACK_FILE_MISSING, PACK_UNREADABLE, PACK_HASH.
 */
export function verifyFiles(folder: string, manifest: Manifest): void {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (const [name, expected] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    const { bytes, sha256 } = digest(path, chunk);
    if (sha256 !== expected.sha256) {
      throw new VljepaError(
        'PACK_HASH',
        `${path} is not the file that pack.yaml names: expected SHA-256 ${expected.sha256} ` +
          `(${expected.bytes} bytes), got ${sha256} (${bytes} bytes); copy the pack again, or ` +
          'correct pack.yaml if the file was changed on purpose',
      );
    }
  }
}

/** Reads in pieces: a pack may be larger than memory should hold. */
function digest(path: string, chunk: Buffer): { bytes: number; sha256: string } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const hash = createHash('sha256');
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) return { bytes: fstatSync(descriptor).size, sha256: hash.digest('hex') };
      hash.update(chunk.subarray(0, read));
    }
  } catch (error) {
    throw fileError(path, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
