import { access, constants, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VljepaError } from '../errors.js';
import type { Bag } from './bag.js';
import { readBagMetadata, type BagMetadata } from './bagMetadata.js';
import { openMcapBag } from './mcapBag.js';
import { SplitBag } from './splitBag.js';
import { openSqliteBag } from './sqliteBag.js';
import { ZstdMessageBag } from './zstdMessages.js';

/**
 * Opens a recording: an `.mcap` or `.db3` file, or a rosbag2 folder. The files of a folder are
 * those of its metadata.yaml; without one, all that are there, in the order of their names.
 *
 * @throws BAG_MISSING, BAG_UNREADABLE
 */
export async function openBag(path: string): Promise<Bag> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => Promise.reject(saying(path, error)),
  );
  return isFolder ? openFolder(path) : openFile(path);
}

async function openFolder(path: string): Promise<Bag> {
  const metadata = await metadataOf(path);
  const files = metadata?.files ?? (await bagFilesIn(path));
  if (files.length === 0) {
    throw new VljepaError(
      'BAG_UNREADABLE',
      `${path} is no rosbag2 folder: expected a metadata.yaml, or .mcap or .db3 files`,
    );
  }
  const bag = await SplitBag.open(
    files.map((file) => join(path, file)),
    openFile,
  );
  return metadata?.compressedMessages ? new ZstdMessageBag(bag) : bag;
}

async function metadataOf(path: string): Promise<BagMetadata | undefined> {
  const file = join(path, 'metadata.yaml');
  try {
    return readBagMetadata(await readFile(file, 'utf8'), file);
  } catch (error) {
    // A recorder that was killed has not written it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function bagFilesIn(path: string): Promise<string[]> {
  const files = await readdir(path);
  return files
    .filter((file) => /\.(mcap|db3)(\.zstd)?$/.test(file))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function openFile(path: string): Promise<Bag> {
  try {
    if (path.endsWith('.mcap')) return await openMcapBag(path);
    if (path.endsWith('.db3')) {
      await access(path, constants.R_OK);
      return openSqliteBag(path);
    }
  } catch (error) {
    throw saying(path, error);
  }
  if (/\.(zstd|zst)$/.test(path)) {
    throw new VljepaError(
      'BAG_UNREADABLE',
      `${path} is compressed as a whole: unpack it first (zstd -d ${path}) and replay the unpacked file`,
    );
  }
  throw new VljepaError(
    'BAG_UNREADABLE',
    `${path} is no bag that can be read: expected an .mcap or .db3 file, or a rosbag2 folder`,
  );
}

function saying(path: string, error: unknown): VljepaError {
  if (error instanceof VljepaError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT'
    ? new VljepaError(
        'BAG_MISSING',
        `there is no bag at ${path}: expected an .mcap or .db3 file, or a rosbag2 folder`,
      )
    : new VljepaError('BAG_UNREADABLE', `${path} cannot be read: ${message}`, { cause: error });
}
