import type { Machine } from './machine.js';
import type { Row } from './row.js';

/** What `--json` writes. */
export interface Report {
  readonly date: string;
  readonly machine: Machine['hardware'];
  readonly versions: Machine['versions'];
  /** `name/version`. */
  readonly pack: string;
  readonly threads: number;
  readonly rounds: number;
  /** Of one turn's measured part. */
  readonly seconds: number;
  /** Discarded before it. */
  readonly warmup_seconds: number;
  readonly loads: Readonly<Record<string, Row>>;
}
