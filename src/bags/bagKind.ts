import { open } from 'node:fs/promises';
import { isZstd } from './zstd.js';

/** What a file is, by its first bytes: its name may be wrong or have no extension. */
export type BagKind = 'mcap' | 'sqlite' | 'ros1' | Compression | 'lfs' | 'empty' | 'other';
/** The whole file is compressed. */
export type Compression = 'zstd' | 'lz4' | 'gzip' | 'bzip2' | 'xz' | 'zip';

const MAGICS: readonly (readonly [BagKind, string])[] = [
  ['mcap', '\x89MCAP0\r\n'],
  ['sqlite', 'SQLite format 3\0'],
  ['ros1', '#ROSBAG V'],
  ['lz4', '\x04\x22\x4d\x18'],
  ['gzip', '\x1f\x8b'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ'],
  ['zip', 'PK\x03\x04'],
  ['lfs', 'version https://git-lfs'],
];

/** @throws {Error} where the file cannot be read */
export async function bagKind(path: string): Promise<BagKind> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    if (bytesRead === 0) return 'empty';
    if (isZstd(buffer)) return 'zstd';
    const start = buffer.toString('latin1');
    return MAGICS.find(([, magic]) => start.startsWith(magic))?.[0] ?? 'other';
  } finally {
    await file.close();
  }
}

/**
 * What a file is that cannot be replayed as it is, and the command that converts it; undefined for
 * other kinds.
 */
export function howToConvert(kind: BagKind, path: string): string | undefined {
  const file = shellWord(path);
  switch (kind) {
    case 'ros1': {
      const target = shellWord(`${path.replace(/\.bag$/, '')}_ros2`);
      return `is a bag of ROS 1: convert it first (pip install rosbags && rosbags-convert --src ${file} --dst ${target}) and replay what comes out`;
    }
    case 'lfs':
      return `is a pointer of Git LFS, not the bag itself: fetch it first (git lfs pull)`;
    case 'zstd':
    case 'lz4':
    case 'gzip':
    case 'bzip2':
    case 'xz':
    case 'zip':
      return `is compressed as a whole: decompress it first (${decompressCommand(kind, path)}) and replay what comes out`;
    default:
      return undefined;
  }
}

function decompressCommand(kind: Compression, path: string): string {
  if (/\.(tar\.\w+|tgz)$/i.test(path)) return `tar xf ${shellWord(path)}`;
  if (kind === 'zip') return `unzip ${shellWord(path)}`;
  const target = shellWord(uncompressedName(path) ?? `${path}.unpacked`);
  return kind === 'zstd'
    ? `zstd -d ${shellWord(path)} -o ${target}`
    : `${kind} -dc ${shellWord(path)} > ${target}`;
}

/** The name of a file before it was compressed; undefined if its name does not say. */
export function uncompressedName(path: string): string | undefined {
  const name = path.replace(/\.(zstd|zst|lz4|gz|bz2|xz)$/i, '');
  return name === path ? undefined : name;
}

/** A path quoted for a shell. */
export function shellWord(path: string): string {
  return /^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
