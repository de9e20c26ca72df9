import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '4m';
const IN_A_NAMESPACE = ['unshare', '--map-root-user', '--mount'];

/** A file system of a few MiB for the node's logs, seen by the node alone, which can be filled. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'vljepa-soak-'));

  /** Whether this machine lets a user have one (user namespaces). */
  static get possible(): boolean {
    try {
      execFileSync(
        IN_A_NAMESPACE[0]!,
        [...IN_A_NAMESPACE.slice(1), 'mount', '-t', 'tmpfs', 'x', '/mnt'],
        {
          stdio: 'ignore',
        },
      );
      return true;
    } catch {
      return false;
    }
  }

  /** The command with the file system mounted at `folder`; it keeps its process id. */
  around(command: readonly string[]): readonly string[] {
    const mount = `mount -t tmpfs -o size=${SIZE} vljepa_soak "$0" && exec "$@"`;
    return [...IN_A_NAMESPACE, 'sh', '-c', mount, this.folder, ...command];
  }

  fill(pid: number): void {
    try {
      writeFileSync(this.#file(pid), Buffer.alloc(8 << 20));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  free(pid: number): void {
    rmSync(this.#file(pid), { force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As the process sees it. */
  #file(pid: number): string {
    return join('/proc', String(pid), 'root', this.folder, 'ballast');
  }
}
