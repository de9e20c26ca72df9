import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { sum } from '../src/metrics/statistics.js';

/** Linux counts a process' CPU time in these parts of a second (USER_HZ). */
const TICKS_PER_SECOND = 100;
/** On the machines that ROS 2 has binaries for. */
const PAGE_BYTES = 4096;
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
    return sum(this.#processes().map(({ user, system }) => user + system)) / TICKS_PER_SECOND;
  }

  /** Of all its processes; what they share counts for each. */
  residentBytes(): number {
    return sum(this.#processes().map(({ pages }) => pages)) * PAGE_BYTES;
  }

  #processes(): ProcessFigures[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => statFields(pid) ?? [])
      .filter(({ group }) => group === this.#child.pid);
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

interface ProcessFigures {
  readonly group: number;
  /** In ticks. */
  readonly user: number;
  readonly system: number;
  readonly pages: number;
}

/** proc_pid_stat(5): group is field 5, utime, stime and rss are 14, 15 and 24; the name may hold spaces. */
function statFields(pid: string): ProcessFigures | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [group = 0, user = 0, system = 0, pages = 0] = [2, 11, 12, 21].map((at) => fields[at]);
    return { group, user, system, pages };
  } catch {
    // It has just ended.
    return undefined;
  }
}
