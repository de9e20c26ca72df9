import { readFileSync } from 'node:fs';
import { launcher, pathOf } from '../systems.js';
import { LineProcess } from './lineProcess.js';
import { SmallDisk } from './smallDisk.js';

const KEPT_LINES = 20;

/** The node under test; started again where it crashes. */
export class SoakedNode {
  readonly #command: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  readonly #disk = SmallDisk.possible ? new SmallDisk() : undefined;
  #process!: LineProcess;
  #activeMs: number | undefined;
  readonly crashes: string[] = [];
  /** Log lines by level. */
  readonly logged: Record<string, number> = {};
  /** The first errors that it logged. */
  readonly errors: string[] = [];

  constructor(
    parameters: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>>,
  ) {
    const given = Object.entries(parameters).flatMap(([name, value]) => [
      '-p',
      `${name}:=${value}`,
    ]);
    const command = [launcher, 'perception', '--ros-args', ...given];
    this.#command = this.#disk?.around(command) ?? command;
    this.#environment = {
      ...environment,
      NODE_OPTIONS: `--import ${pathOf('dist/bench/soak/endWorker.js')}`,
      ...(this.#disk && { ROS_LOG_DIR: this.#disk.folder }),
    };
    this.#start();
  }

  #start(): void {
    this.#activeMs = undefined;
    const log = (line: string) => {
      if (/\bactivate: done/.test(line)) this.#activeMs = performance.now();
      const [, level] = /\[(DEBUG|INFO|WARN|ERROR|FATAL)\]/.exec(line) ?? [];
      if (level === undefined) return;
      this.logged[level] = (this.logged[level] ?? 0) + 1;
      const grave = level === 'ERROR' || level === 'FATAL';
      if (grave && this.errors.length < KEPT_LINES) this.errors.push(line);
    };
    this.#process = new LineProcess(this.#command, this.#environment, log, log);
  }

  /** Starts it again where it has ended by itself; true then. */
  startIfCrashed(): boolean {
    const { ending, errors } = this.#process;
    if (ending === undefined) return false;
    this.crashes.push(`${ending}: ${errors.slice(-KEPT_LINES).join('\n')}`);
    this.#start();
    return true;
  }

  /** When it last said that it is active, by `performance.now()`; undefined since a start. */
  get activeMs(): number | undefined {
    return this.#activeMs;
  }

  /** As the kernel kills what takes too much memory; starts it again. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const ending = await this.#process.end(signal);
    if (ending !== signal) this.crashes.push(`${ending} where ${signal} was sent`);
    this.#start();
  }

  get disk(): { fill: () => void; free: () => void } | undefined {
    const disk = this.#disk;
    if (disk === undefined) return undefined;
    return { fill: () => disk.fill(this.#process.pid), free: () => disk.free(this.#process.pid) };
  }

  endWorker(): void {
    this.#process.signal('SIGUSR2');
  }

  /** Undefined where it has just ended. */
  residentBytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
      return kib === undefined ? undefined : Number(kib) * 1024;
    } catch {
      return undefined;
    }
  }

  /** How it ended. */
  async end(): Promise<string> {
    const ending = this.#process.ending ?? (await this.#process.end());
    this.#disk?.remove();
    return ending;
  }
}
