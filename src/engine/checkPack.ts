import type { PackCheck } from '../pack/checks.js';
import { ONE_THREAD } from '../executionProvider.js';
import { loadPack } from './worker/loadPack.js';

/**
 * Loads a pack on this thread as an engine does, with every check, and releases it again.
 *
 * @param nameOrPath The name of an installed pack, or a folder.
 * @param passed Called with each check that the pack has passed, in the order of `packChecks`.
 * @throws {VljepaError} PACK_*.
 */
export async function checkPack(
  nameOrPath: string,
  passed: (check: PackCheck) => void,
): Promise<void> {
  const pack = await loadPack(nameOrPath, ONE_THREAD, passed);
  await pack.dispose();
}
