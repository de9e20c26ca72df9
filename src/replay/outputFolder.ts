import { mkdir, open, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writing } from '../report/writing.js';

/** What a replay writes. */
export const OUTPUTS = ['states.mcap', 'summary.json', 'report.html'] as const;
/** More than a file system stores in an inode, so that it has to allocate space. */
const PROBE = Buffer.alloc(1 << 16);

/** A folder that is known to be writable before the replay starts. */
export interface OutputFolder {
  /** Removes the folder again if it was made for this replay; it is still empty. */
  readonly discard: () => Promise<void>;
}

/**
 * Makes a folder and checks that it is writable. Results of an earlier replay stay until there are new ones.
 *
 * @throws OUTPUT_UNWRITABLE
 */
export async function openOutputFolder(folder: string): Promise<OutputFolder> {
  const made = await writing(folder, () => makeFolder(resolve(folder)));
  const discard = async () => {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
  };
  try {
    for (const name of OUTPUTS) await tryFile(join(folder, name));
    const probe = join(folder, `.vljepa-${process.pid}`);
    try {
      await writing(folder, async () => {
        const file = await open(probe, 'w');
        await file.writeFile(PROBE).finally(() => file.close());
      });
    } finally {
      await unlink(probe).catch(() => {});
    }
    return { discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * As `mkdir` with `recursive`, which never returns below /proc.
 *
 * @returns the outermost folder that was made, if any
 */
async function makeFolder(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
    if (found?.isDirectory()) break;
    if (found) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    missing.push(folder);
  }
  for (const folder of missing.toReversed()) {
    await mkdir(folder).catch((error: unknown) => {
      // Another program may make it at the same time.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
  return missing.at(-1);
}

/** An existing file must be writable. */
async function tryFile(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) await writing(path, async () => (await open(path, 'r+')).close());
}
