import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VljepaError } from '../errors.js';

/** Packs that come with the program, from dist/src/pack/. */
const modelsFolder = fileURLToPath(new URL('../../../models/', import.meta.url));

/**
 * Folder of a pack: a bare name is an installed pack, anything else a path.
 * @throws {VljepaError} PACK_MISSING, with the names of the installed packs.
 */
export function packFolder(nameOrPath: string, models: string = modelsFolder): string {
  const own = join(models, nameOrPath);
  if (!/[\\/]/.test(nameOrPath) && nameOrPath !== '' && isFolder(own)) return own;
  const path = resolve(nameOrPath);
  if (nameOrPath !== '' && isFolder(path)) return path;
  const names = installedPacks(models).map(({ name }) => name);
  throw new VljepaError(
    'PACK_MISSING',
    `no pack at "${nameOrPath}": expected a folder with a pack.yaml (looked at ${path}), or the ` +
      `name of an installed pack: ${names.join(', ') || 'there are none'}`,
  );
}

/** Names and folders of the installed packs, in alphabetical order. */
export function installedPacks(
  models: string = modelsFolder,
): readonly { readonly name: string; readonly folder: string }[] {
  if (!existsSync(models)) return [];
  const packs = readdirSync(models).map((name) => ({ name, folder: join(models, name) }));
  return packs.filter(({ folder }) => isFolder(folder));
}

/** @throws {VljepaError} PACK_FILE_MISSING, PACK_UNREADABLE. */
export function readPackFile(folder: string, name: string): Buffer {
  const path = join(folder, name);
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(path, error);
  }
}

/**
 * Lines of a text file; a newline at the end of the file begins no further line.
 * @throws {VljepaError} PACK_FILE_MISSING, PACK_UNREADABLE.
 */
export function readPackLines(folder: string, name: string): string[] {
  return readPackFile(folder, name).toString('utf8').replace(/\n$/, '').split('\n');
}

/** The pack error for a file-system error. */
export function fileError(path: string, error: unknown): VljepaError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return code === 'ENOENT'
    ? new VljepaError(
        'PACK_FILE_MISSING',
        `${path} is missing: the pack is incomplete; copy it again, with Git LFS files fetched`,
        { cause: error },
      )
    : new VljepaError(
        'PACK_UNREADABLE',
        `${path} cannot be read (${code}): expected a file that this user may read; check what it ` +
          'is and its permissions',
        { cause: error },
      );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
