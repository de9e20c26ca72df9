import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This checkout. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What the CMake build reads. */
const PACKAGE = [
  ...['CMakeLists.txt', 'cmake', 'package.xml', 'package.json', 'package-lock.json', '.npmrc'],
  ...['tsconfig.json', 'bin', 'src', 'msg', 'srv', 'config', 'launch', 'models', 'schemas'],
  'scripts',
].filter((part) => existsSync(join(ROOT, part)));

/** Calls `use` with a new folder, gone afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-setup-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of the package as a fresh clone has it: nothing installed, nothing built. */
export function copyPackage(folder: string): string {
  for (const part of PACKAGE) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  return folder;
}

/** The ROS 2 that the tests run in, sourced, without this package's messages. What runs in it is a copy. */
export function sourcedRos(): NodeJS.ProcessEnv {
  // A copy's coverage is nobody's; npm's and the compiler's would take minutes.
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_V8_COVERAGE: '' };
  for (const name of ['AMENT_PREFIX_PATH', 'CMAKE_PREFIX_PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH']) {
    const entries = (env[name] ?? '').split(delimiter);
    env[name] = entries.filter((e) => !e.startsWith(join(ROOT, '.ros/messages'))).join(delimiter);
  }
  return env;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}) {
  return ended(spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
}

export function ended(child: ChildProcess): Promise<Result> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
