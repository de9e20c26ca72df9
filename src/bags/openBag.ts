import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VljepaError } from '../errors.js';
import type { Bag } from './bag.js';
import { METADATA, readBagFolder } from './bagFolder.js';
import { bagKind, howToConvert, shellWord } from './bagKind.js';
import { openMcapBag } from './mcap/bag.js';
import { SplitBag } from './splitBag.js';
import { openSqliteBag } from './sqliteBag.js';
import { ZstdMessageBag } from './zstdMessages.js';

/**
 * Opens a recording: an MCAP or SQLite file, whatever its name, or a rosbag2 folder.
 *
 * @throws BAG_MISSING, BAG_UNREADABLE with what to do about a file that is something else
 */
export async function openBag(path: string): Promise<Bag> {
  try {
    if ((await stat(path)).isDirectory()) return await openFolder(path);
    if (basename(path) === METADATA) return await openFolder(dirname(path));
    return await openFile(path);
  } catch (error) {
    throw withPath(path, error);
  }
}

async function openFolder(path: string): Promise<Bag> {
  const { files, folders, notes } = await readBagFolder(path);
  if (files.length > 0) return SplitBag.open(files, openFile, notes);
  if (folders.length === 1) return openFolder(folders[0]!);
  if (folders.length > 1) {
    const names = folders.map((folder) => basename(folder)).join(', ');
    throw new VljepaError(
      'BAG_UNREADABLE',
      `${path} holds several bags (${names}): replay them one by one, for example npm run replay -- ${shellWord(folders[0]!)} --out ${shellWord(join('out', basename(folders[0]!)))}`,
    );
  }
  const missing = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  throw new VljepaError(
    'BAG_UNREADABLE',
    `${path} is not a rosbag2 folder: expected .mcap or .db3 files in it${missing}`,
  );
}

async function openFile(path: string): Promise<Bag> {
  try {
    const kind = await bagKind(path);
    if (kind === 'mcap' || (kind === 'other' && /\.mcap$/i.test(path)))
      return new ZstdMessageBag(path, await openMcapBag(path, kind === 'mcap'));
    if (kind === 'sqlite' || (kind === 'other' && /\.db3$/i.test(path)))
      return new ZstdMessageBag(path, openSqliteBag(path));
    const what =
      howToConvert(kind, path) ??
      (kind === 'empty'
        ? 'is empty: nothing was recorded, or the copy is incomplete'
        : 'is not a bag that can be read: expected an .mcap or .db3 file, or a rosbag2 folder');
    throw new VljepaError('BAG_UNREADABLE', `${path} ${what}`);
  } catch (error) {
    throw withPath(path, error);
  }
}

/** The error as a VljepaError that names the bag. */
function withPath(path: string, error: unknown): VljepaError {
  if (error instanceof VljepaError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT'
    ? new VljepaError(
        'BAG_MISSING',
        `there is no bag at ${path}: expected an .mcap or .db3 file, or a rosbag2 folder`,
      )
    : new VljepaError('BAG_UNREADABLE', `${path} cannot be read: ${message}`, { cause: error });
}
