import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Segment } from './strategies/strategy.js';

/** Clusterings that see the whole recording. */
export const ORACLES = ['ward', 'kernel'] as const;
export type Oracle = (typeof ORACLES)[number];

const RESULT = 'oracles.json';

type Begins = Readonly<Record<Oracle, Readonly<Record<string, readonly number[]>>>>;

/** Of one stream: by oracle and number of segments, the windows at which they begin. */
export class OracleSegments {
  readonly #begins: Begins;
  readonly #windows: number;

  constructor(begins: Begins, windows: number) {
    this.#begins = begins;
    this.#windows = windows;
  }

  /** As many segments as asked for, or about as many. */
  segments(oracle: Oracle, count: number): Segment[] {
    const counts = Object.keys(this.#begins[oracle]).map(Number);
    const nearest = counts.reduce((best, one) =>
      Math.abs(one - count) < Math.abs(best - count) ? one : best,
    );
    const begins = this.#begins[oracle][String(nearest)]!;
    return begins.map((onset, k) => ({ onset, said: (begins[k + 1] ?? this.#windows) - 1 }));
  }
}

/** Lets Python work out what is missing in those folders of states. */
export async function computeOracles(python: string, folders: readonly string[]): Promise<void> {
  const missing = folders.filter((folder) => !existsSync(join(folder, RESULT)));
  const module = ['-m', 'vljepa_training.streams.oracles'];
  for (const folder of missing) await promisify(execFile)(python, [...module, folder]);
}

export function readOracles(folder: string, windows: number): OracleSegments {
  const text = readFileSync(join(folder, RESULT), 'utf8');
  return new OracleSegments(JSON.parse(text) as Begins, windows);
}
