import { VljepaError } from '../errors.js';

/** @throws OUTPUT_UNWRITABLE with the path where `write` fails */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof VljepaError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new VljepaError(
      'OUTPUT_UNWRITABLE',
      `${path} cannot be written: ${REASONS[code ?? ''] ?? message}; choose another folder with --out, or make this one writable`,
      { cause: error },
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than is allowed',
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a file is in its place',
  EISDIR: 'a folder is in its place',
  ENOENT: 'no folder can be made there',
};
