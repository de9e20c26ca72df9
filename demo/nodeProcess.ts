import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../bin/vljepa', import.meta.url));
const LONGEST_END_MS = 5000;

/** The demo's node: the same program that `npm start` runs, in a process of its own. */
export class NodeProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  constructor(parameters: Readonly<Record<string, string>>) {
    const assignments = Object.entries(parameters).flatMap(([name, value]) => [
      '-p',
      `${name}:=${value}`,
    ]);
    this.#child = spawn(LAUNCHER, ['perception', '--ros-args', ...assignments], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#exit = once(this.#child, 'exit');
    // The node must not outlive the demo, however that ends.
    process.once('exit', () => this.#child.kill('SIGINT'));
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** SIGINT, as launch does; resolves with the exit code, null where it had to be killed. */
  async stop(): Promise<number | null> {
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), LONGEST_END_MS);
    this.#child.kill('SIGINT');
    await this.#exit;
    clearTimeout(kill);
    return this.#child.exitCode;
  }
}
