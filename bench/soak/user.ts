import { pathOf } from '../systems.js';
import type { CameraCounts } from './account.js';
import { LineProcess } from './lineProcess.js';

/** As vljepa/Metrics, from JSON. */
export interface Metrics {
  readonly active: boolean;
  readonly cameras: readonly CameraCounts[];
  readonly event_loop_delay_p99_ms: number | null;
  readonly event_loop_delay_max_ms: number | null;
}

/** What came on ~/world_state in a second. */
export interface StatesHeard {
  readonly count: number;
  /** By the sequence numbers of each camera and query. */
  readonly missing: number;
  readonly texts: number;
  /** Seconds. */
  readonly latencies: readonly number[];
}

type Request =
  | { readonly do: 'set'; readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly do: 'query'; readonly query: string }
  | { readonly do: 'describe' | 'state' | 'next_state' }
  | { readonly do: 'transition'; readonly transition: string };

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** An rclpy client of the node (user.py), steered from here. */
export class RosUser {
  readonly #process: LineProcess;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  /** The newest message of ~/metrics, and how many have come. */
  metrics: Metrics | undefined;
  metricsHeard = 0;

  constructor(environment: Readonly<Record<string, string>>, heard: (states: StatesHeard) => void) {
    const command = ['python3', pathOf('bench/soak/user.py')];
    this.#process = new LineProcess(command, environment, (line) => {
      const said = JSON.parse(line) as {
        readonly id?: number;
        readonly result?: unknown;
        readonly error?: string;
        readonly metrics?: Metrics;
        readonly states?: StatesHeard;
      };
      if (said.metrics !== undefined) {
        this.metrics = said.metrics;
        this.metricsHeard += 1;
      } else if (said.states !== undefined) heard(said.states);
      else this.#answer(said.id!, said.result, said.error);
    });
  }

  #answer(id: number, result: unknown, error: string | undefined): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  /** @throws where the node does not answer */
  #request(request: Request): Promise<unknown> {
    if (this.#process.ending !== undefined) {
      throw new Error(`the rclpy client ended:\n${this.#process.errors.join('\n')}`);
    }
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.write(JSON.stringify({ id, ...request }));
    });
  }

  /** @returns whether the node took each parameter */
  async set(parameters: Readonly<Record<string, unknown>>): Promise<boolean> {
    const results = (await this.#request({ do: 'set', parameters })) as { successful: boolean }[];
    return results.every(({ successful }) => successful);
  }

  async query(query: string): Promise<void> {
    await this.#request({ do: 'query', query });
  }

  async describe(): Promise<boolean> {
    return ((await this.#request({ do: 'describe' })) as { success: boolean }).success;
  }

  /** The label of the lifecycle state; `silent` where the node does not tell within a second. */
  async state(): Promise<string> {
    try {
      return (await this.#request({ do: 'state' })) as string;
    } catch (error) {
      if (this.#process.ending !== undefined) throw error;
      return 'silent';
    }
  }

  /**
   * Waits for a world state of the node that was started after a kill.
   *
   * @throws where none comes within a minute
   */
  async nextState(): Promise<void> {
    await this.#request({ do: 'next_state' });
  }

  async transition(transition: string): Promise<boolean> {
    return (await this.#request({ do: 'transition', transition })) as boolean;
  }

  async end(): Promise<void> {
    await this.#process.end();
  }
}
