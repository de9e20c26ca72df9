import { openSync, readFileSync, unlinkSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Domains whose ports lie below Linux's ephemeral ones. */
const LARGEST = 100;

/** A ROS domain that no other test on this machine uses, until this process ends. */
export function reserveDomain(): number {
  const first = Math.floor(Math.random() * LARGEST);
  for (let i = 0; i < LARGEST; i++) {
    const domain = ((first + i) % LARGEST) + 1;
    if (lock(domain)) return domain;
  }
  throw new Error(`all ROS domains from 1 to ${LARGEST} are in use: see ${lockPath('*')}`);
}

function lock(domain: number): boolean {
  const path = lockPath(domain);
  try {
    const file = openSync(path, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    process.once('exit', () => unlinkSync(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!isAlive(Number(readFileSync(path, 'utf8')))) unlinkSync(path);
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function lockPath(domain: number | string): string {
  return join(tmpdir(), `vljepa-test-domain-${domain}.lock`);
}
