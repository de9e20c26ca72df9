import type { PackCheck } from '../../pack/checks.js';
import { packFolder } from '../../pack/packFolder.js';
import { readManifest } from '../../pack/readManifest.js';
import { verifyFiles } from '../../pack/verifyFiles.js';
import { verifyGolden } from './goldenCheck.js';
import { buildPackModel, type PackModel } from './packModel.js';

/** A pack whose outputs were right when it was loaded. */
export interface LoadedPack extends PackModel {
  /**
   * Computes the golden vectors once more, from the pack's files.
   * @throws {VljepaError} PACK_GOLDEN, REQUEST_FAILED where they are not what they were; otherwise what
   *   reading the files throws.
   */
  verify(): Promise<void>;
}

/**
 * Loads a pack and verifies all of it: manifest, files, shapes, golden vectors.
 * @param nameOrPath The name of an installed pack, or a folder.
 * @param threads Threads of one graph's run.
 * @param passed Called with each check that the pack has passed, in the order of `packChecks`.
 * @throws {VljepaError} PACK_*.
 */
export async function loadPack(
  nameOrPath: string,
  threads: number,
  passed: (check: PackCheck) => void = () => {},
): Promise<LoadedPack> {
  const folder = packFolder(nameOrPath);
  const manifest = readManifest(folder);
  passed('manifest');
  verifyFiles(folder, manifest);
  passed('files');
  const model = await buildPackModel(folder, manifest, threads, passed);
  const verify = (): Promise<void> => verifyGolden(folder, manifest, model);
  try {
    await verify();
    passed('golden');
  } catch (error) {
    await model.dispose();
    throw error;
  }
  return { ...model, verify };
}
