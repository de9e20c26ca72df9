import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { bagKind, uncompressedName, type BagKind } from './bagKind.js';
import { filesInMetadata } from './bagMetadata.js';

export const METADATA = 'metadata.yaml';
/** Kinds of files that are recordings, of ROS 1 too: openBag.ts says how to convert those. */
const RECORDINGS: ReadonlySet<BagKind> = new Set(['mcap', 'sqlite', 'ros1']);

/** The recording that a folder holds. */
export interface BagFolder {
  /** In the order of recording. */
  readonly files: readonly string[];
  /** Sub-folders that hold recordings, where the folder itself holds none. */
  readonly folders: readonly string[];
  /** What is odd about it, in words. */
  readonly notes: readonly string[];
}

/**
 * Finds the files of a recording. metadata.yaml gives their order; the files in the folder decide:
 * they may have been renamed, moved with their folder, or unpacked since it was written.
 */
export async function readBagFolder(folder: string): Promise<BagFolder> {
  const present = await recordingsIn(folder);
  const { named, notes } = await namedFiles(folder);
  const found: string[] = [];
  const missing: string[] = [];
  for (const name of named) {
    const file = await fileFor(name, folder, present);
    if (file === undefined) missing.push(name);
    else if (!found.includes(file)) found.push(file);
  }
  const others = present.filter((file) => !found.includes(file));
  // Files that are not named are taken for as many that are named and missing.
  const files = missing.length > 0 || named.length === 0 ? [...found, ...others] : found;
  if (missing.length > others.length)
    notes.push(
      `${join(folder, METADATA)} names ${missing.join(', ')}: not in the folder, and left out`,
    );
  if (files === found && others.length > 0)
    notes.push(
      `${folder} holds ${others.map((file) => basename(file)).join(', ')}, which ${METADATA} does not name: left out`,
    );
  const folders = files.length === 0 ? await bagFoldersIn(folder) : [];
  return { files, folders, notes };
}

/** Recordings in a folder, in the order of their names; one that is also there uncompressed is left out. */
async function recordingsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.filter((one) => !one.isDirectory())) {
    const file = join(folder, entry.name);
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile && (await isRecording(file))) files.push(file);
  }
  return files
    .filter((file) => !files.includes(uncompressedName(file) ?? ''))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function isRecording(file: string): Promise<boolean> {
  if (/\.(mcap|db3|bag)(\.\w+)?$/i.test(file) && !/-(wal|shm|journal)$|\.lock$/.test(file))
    return true;
  const kind = await bagKind(file).catch(() => 'other' as const);
  return RECORDINGS.has(kind);
}

async function namedFiles(folder: string): Promise<{ named: string[]; notes: string[] }> {
  const path = join(folder, METADATA);
  try {
    return { named: filesInMetadata(await readFile(path, 'utf8')), notes: [] };
  } catch (error) {
    // A recorder that was killed has not written it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { named: [], notes: [] };
    const why = (error as Error).message;
    return { named: [], notes: [`${path} cannot be used: ${why}; the files beside it were read`] };
  }
}

/** The file that a name in metadata.yaml means, wherever the folder lies now. */
async function fileFor(
  name: string,
  folder: string,
  present: readonly string[],
): Promise<string | undefined> {
  const here = join(folder, basename(name));
  const unpacked = uncompressedName(here);
  const likely = isAbsolute(name) ? [here, name] : [join(folder, name), here];
  if (unpacked !== undefined && present.includes(unpacked)) return unpacked;
  for (const file of likely) {
    if (present.includes(file)) return file;
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return file;
  }
  return present.find((file) => uncompressedName(file) === here);
}

async function bagFoldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders: string[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const path = join(folder, entry.name);
    const files = await recordingsIn(path).catch(() => []);
    if (files.length > 0) folders.push(path);
  }
  return folders.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
