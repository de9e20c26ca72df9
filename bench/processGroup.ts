import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Linux counts a process' CPU time in these parts of a second (USER_HZ). */
const TICKS_PER_SECOND = 100;
const KEPT_OUTPUT = 4000;
const PATIENCE_MS = 5000;

/** Groups that run now; none outlives this process. */
const running = new Set<ProcessGroup>();
process.on('exit', () => running.forEach((group) => group.kill()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(1));
}

/** A command in its own process group, with its CPU time. */
export class ProcessGroup {
  /** Resolves when the command has ended, with how it ended. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #output = '';

  /** @param line called with every line of standard output */
  constructor(
    readonly command: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
    line: (text: string) => void = () => {},
  ) {
    // setpriv: the kernel ends the command should this process be killed outright.
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const keep = (text: string) => {
      this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
    };
    createInterface({ input: this.#child.stdout }).on('line', (text) => {
      keep(`${text}\n`.slice(0, KEPT_OUTPUT));
      line(text);
    });
    this.#child.stderr.setEncoding('utf8').on('data', keep);
    running.add(this);
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(error.message));
      this.#child.on('close', (code, signal) =>
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
      );
    });
    void this.ended.then(() => running.delete(this));
  }

  /** The last part of its output. */
  get output(): string {
    return this.#output;
  }

  /** User and system time of all its processes and threads so far, in seconds. */
  cpuSeconds(): number {
    let ticks = 0;
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const fields = statFields(pid);
      if (fields && Number(fields.group) === this.#child.pid) ticks += fields.user + fields.system;
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Ends it with SIGINT, then with SIGKILL; resolves with how it ended. */
  async end(): Promise<string> {
    this.#child.kill('SIGINT');
    const timer = setTimeout(() => this.kill(), PATIENCE_MS);
    const how = await this.ended;
    clearTimeout(timer);
    this.kill();
    return how;
  }

  /** Ends every process of the group at once. */
  kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // None is left.
    }
  }
}

/** proc_pid_stat(5): group is field 5, utime and stime are 14 and 15; the name may hold spaces. */
function statFields(pid: string): { group: number; user: number; system: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { group: fields[2] ?? 0, user: fields[11] ?? 0, system: fields[12] ?? 0 };
  } catch {
    // It has just ended.
    return undefined;
  }
}
