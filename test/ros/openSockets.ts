import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

export interface OpenSocket {
  /** tcp, udp, raw, unix and the like, with a 6 for those of IPv6. */
  readonly family: string;
  /** Of internet sockets. */
  readonly port: number | undefined;
  /** Path of a unix socket; empty where it has none. */
  readonly path: string;
}

const INTERNET = ['tcp', 'tcp6', 'udp', 'udp6', 'udplite', 'udplite6', 'raw', 'raw6'] as const;

/**
 * The sockets that a process has open, from its file descriptors and /proc/net; without those that are neither
 * bound nor connected, which are in none of its tables and reach nobody.
 */
export function openSockets(pid: number): OpenSocket[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      const link = readLink(`/proc/${pid}/fd/${descriptor}`);
      return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [];
    }),
  );
  const known = new Map<string, OpenSocket>();
  for (const family of INTERNET)
    for (const fields of table(pid, family))
      known.set(fields[9]!, { family, port: portOf(fields[1]!), path: '' });
  for (const fields of table(pid, 'unix'))
    known.set(fields[6]!, { family: 'unix', port: undefined, path: fields[7] ?? '' });
  return [...inodes].flatMap((inode) => known.get(inode) ?? []);
}

function table(pid: number, family: string): string[][] {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/net/${family}`, 'utf8');
  } catch (error) {
    // A kernel without that family.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s+/));
}

/** `0100007F:1CE8` */
function portOf(address: string): number {
  return parseInt(address.split(':')[1]!, 16);
}

/** Empty where it has just been closed. */
function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
