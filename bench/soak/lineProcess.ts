import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PATIENCE_MS = 15_000;

/** A child of the soak test, whose output is read line by line. It ends with this process. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  /** The last lines that it wrote to stderr. */
  readonly errors: string[] = [];

  constructor(
    command: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
    line: (text: string) => void,
    error: (text: string) => void = () => {},
  ) {
    // setpriv: the kernel ends the command should this process be killed outright.
    this.#child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
      env: { ...process.env, ...environment },
      stdio: 'pipe',
    });
    createInterface({ input: this.#child.stdout! }).on('line', line);
    createInterface({ input: this.#child.stderr! }).on('line', (text) => {
      this.errors.push(text);
      if (this.errors.length > 40) this.errors.shift();
      error(text);
    });
    this.#child.stdin!.on('error', () => {});
    this.#gone = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** How it ended; undefined while it runs. */
  get ending(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (signalCode !== null) return signalCode;
    return exitCode === null ? undefined : `exit code ${exitCode}`;
  }

  write(line: string): void {
    this.#child.stdin!.write(`${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** SIGINT, and SIGKILL where that does not end it; gives how it ended. */
  async end(name: NodeJS.Signals = 'SIGINT'): Promise<string> {
    this.#child.kill(name);
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await this.#gone;
    clearTimeout(kill);
    return this.ending ?? 'unknown';
  }
}
