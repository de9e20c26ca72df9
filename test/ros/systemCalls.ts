import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from './until.js';

const CALLS = 'trace=%network,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2';
const probe = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });

/** Why system calls cannot be watched here, or false. */
export const cannotWatch =
  probe.status === 0 ? false : `strace cannot run: ${probe.error?.message ?? probe.stderr.trim()}`;

/** A program whose system calls are written to a file as it runs; signals to it reach the program. */
export class WatchedProgram {
  readonly child: ChildProcess;
  #said = '';
  readonly #file: string;

  constructor(command: readonly string[], file: string, env: NodeJS.ProcessEnv) {
    this.#file = file;
    // -D: the program is this process's child, strace is not.
    const options = ['-D', '-f', '-qq', '-s', '256', '-e', 'signal=none', '-e', CALLS];
    this.child = spawn('strace', [...options, '-o', file, '--', ...command], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    }
  }

  get said(): string {
    return this.#said;
  }

  /** Resolves when it is gone, with its exit code and its system calls, one a line. */
  async ended(): Promise<{ code: number | null; calls: string[] }> {
    const code = await new Promise<number | null>((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', resolve);
    });
    const read = () => readFileSync(this.#file, 'utf8');
    // strace writes the last lines after the program is gone.
    let last = '';
    await until('strace to end', () => {
      const before = last;
      last = read();
      return last !== '' && last.endsWith('\n') && last === before;
    });
    return { code, calls: wholeCalls(last.split('\n')) };
  }
}

/** Puts together the calls that strace wrote in two parts, since another thread's came between. */
function wholeCalls(lines: readonly string[]): string[] {
  const begun = new Map<string, string>();
  return lines.flatMap((line) => {
    const [, thread = '', begin] = /^(\d+) +(.*) <unfinished \.\.\.>$/.exec(line) ?? [];
    if (begin !== undefined) {
      begun.set(thread, begin);
      return [];
    }
    const [, resumed = '', end] = /^(\d+) +<\.\.\. \w+ resumed>(.*)$/.exec(line) ?? [];
    return end === undefined ? [line] : [`${resumed} ${begun.get(resumed) ?? ''}${end}`];
  });
}

/** Internet sockets that are opened, as strace writes them. */
export function internetSockets(calls: readonly string[]): string[] {
  return calls.filter((call) => /\bsocket\(AF_INET6?,/.test(call));
}

/** Ports that something is sent to or connected with. */
export function portsReached(calls: readonly string[]): Set<number> {
  const reached = calls.filter((call) => /\b(connect|sendto|sendmsg|sendmmsg)\(/.test(call));
  const ports = reached.flatMap((call) => [...call.matchAll(/sin6?_port=htons\((\d+)\)/g)]);
  return new Set(ports.map(([, port]) => Number(port)));
}

/** Paths that are written: opened for writing, made or renamed, where that succeeds. */
export function pathsWritten(calls: readonly string[]): string[] {
  return calls
    .filter((call) => /\b(mkdir|rename|creat)|O_CREAT|O_WRONLY|O_RDWR/.test(unquoted(call)))
    .filter((call) => !/ = -1 E/.test(call))
    .map((call) => /"([^"]*)"/.exec(call)?.[1] ?? call);
}

/** A call without its strings, which may hold anything. */
function unquoted(call: string): string {
  return call.replaceAll(/"[^"]*"/g, '""');
}
