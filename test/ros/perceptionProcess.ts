import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const LAUNCHER = fileURLToPath(new URL('../../../bin/vljepa', import.meta.url));

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The program itself as a child process, with all that it says. */
export class PerceptionProcess {
  readonly #process: ChildProcess;
  readonly #gone: Promise<Ending>;
  #log = '';
  #ended = false;

  /**
   * @param nodeOptions options of Node.js itself, such as `--import`
   * @param around a command that becomes the program, such as `sh -c 'ulimit -n 64; exec "$@"' sh`
   */
  constructor(
    env: NodeJS.ProcessEnv,
    args: readonly string[],
    nodeOptions: readonly string[] = [],
    around: readonly string[] = [],
  ) {
    const options = [env['NODE_OPTIONS'], ...nodeOptions].filter(Boolean).join(' ');
    const [command, ...rest] = [...around, LAUNCHER, 'perception', '--ros-args', ...args];
    this.#process = spawn(command!, rest, {
      env: { ...env, NODE_OPTIONS: options },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout!, this.#process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
    }
    const kill = () => this.#process.kill('SIGKILL');
    process.once('exit', kill);
    this.#gone = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => {
        this.#ended = true;
        process.off('exit', kill);
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#process.pid!;
  }

  get log(): string {
    return this.#log;
  }

  get running(): boolean {
    return !this.#ended;
  }

  /** Lines of the log in which the pattern occurs. */
  lines(pattern: RegExp): string[] {
    return this.#log.split('\n').filter((line) => pattern.test(line));
  }

  async logged(pattern: RegExp, limitMs?: number): Promise<string> {
    return until(
      `${pattern} in the node's log`,
      () => {
        const [line] = this.lines(pattern);
        if (line === undefined && this.#ended) throw new Error(`the node ended:\n${this.#log}`);
        return line;
      },
      limitMs,
    );
  }

  /** Whether the process has mapped a file of that name, which shows how far its start has come. */
  hasMapped(name: string): boolean {
    return readFileSync(`/proc/${this.pid}/maps`, 'utf8').includes(`/${name}`);
  }

  active(): Promise<string> {
    return this.logged(/\bactivate: done/);
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Resolves when the process is gone and its output has been read. */
  gone(): Promise<Ending> {
    return this.#gone;
  }

  end(signal: NodeJS.Signals = 'SIGINT'): Promise<Ending> {
    if (this.running) this.#process.kill(signal);
    return this.#gone;
  }
}
