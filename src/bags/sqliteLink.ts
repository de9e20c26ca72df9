import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { VljepaError } from '../errors.js';

export interface Link {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * The library locks a database by a folder beside it, which fails on a read-only file system; so it
 * gets a link in a temporary folder. A write-ahead log is copied: opening it may write to it.
 *
 * @throws BAG_UNREADABLE where no folder for temporary files is writable
 */
export function linkTo(path: string): Link {
  const folder = temporaryFolder(path);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const link = join(folder, basename(path));
    symlinkSync(resolve(path), link);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${link}-wal`);
    return { path: link, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** In TMPDIR, or where that cannot be used, in the usual folders for temporary files. */
function temporaryFolder(path: string): string {
  const places = new Set([tmpdir(), '/tmp', '/var/tmp', '/dev/shm']);
  const reasons: string[] = [];
  for (const place of places) {
    try {
      return mkdtempSync(join(place, 'vljepa-bag-'));
    } catch (error) {
      reasons.push(`${place}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
  throw new VljepaError(
    'BAG_UNREADABLE',
    `${path}: an SQLite bag is read through a temporary folder, and none can be made (${reasons.join(', ')}): set TMPDIR to a folder that may be written`,
  );
}
