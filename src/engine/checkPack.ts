import type { PackCheck } from '../pack/checks.js';
import { loadPack } from './worker/loadPack.js';

/**
 * Loads a pack on this thread as an engine does, with every check, and releases it again.
 *
 * @param nameOrPath One of the program's packs, or a folder.
 * @param passed Told of each check that the pack has passed, in the order of `packChecks`.
 * @throws {VljepaError} PACK_*.
 */
export async function checkPack(
  nameOrPath: string,
  passed: (check: PackCheck) => void,
): Promise<void> {
  const pack = await loadPack(nameOrPath, 1, passed);
  await pack.dispose();
}
