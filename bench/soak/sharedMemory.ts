import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '/dev/shm';
const BLOCK_BYTES = 512;

/** What Fast DDS keeps in shared memory: files of this process's machine, of whichever program. */
export class SharedMemory {
  readonly #before = new Set(filesOfDds());

  /** What has come since this was made and is still there. */
  left(): { readonly files: number; readonly bytes: number; readonly locked: readonly string[] } {
    const names = filesOfDds().filter((name) => !this.#before.has(name));
    return {
      files: names.length,
      bytes: names.reduce((total, name) => total + bytesOf(join(FOLDER, name)), 0),
      locked: names.filter((name) => isLocked(join(FOLDER, name))),
    };
  }
}

function filesOfDds(): string[] {
  return readdirSync(FOLDER).filter((name) => /^(sem\.)?fast/.test(name));
}

/** Memory that it takes: a segment is a sparse file. */
function bytesOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * BLOCK_BYTES;
}

/** Whether a process that is alive holds it. */
function isLocked(path: string): boolean {
  return spawnSync('flock', ['--nonblock', path, 'true']).status === 1;
}
