import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The first file of that name below share/ of the sourced workspaces: `bond/msg/Status.msg`. */
export function installed(name: string): string | undefined {
  const prefixes = process.env['AMENT_PREFIX_PATH']?.split(':') ?? [];
  return prefixes
    .filter((prefix) => prefix !== '')
    .map((prefix) => join(prefix, 'share', name))
    .find((path) => existsSync(path));
}
