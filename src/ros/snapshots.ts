import { describeError } from '../errors.js';
import type { WatchSettings } from '../watches/watchSettings.js';
import { installed } from './installed.js';
import type { NodeLog } from './nodeLog.js';
import type { Node, ServiceClient } from './rcl.js';

/** How long a recorder may take to answer. */
const PATIENCE_MS = 30_000;

const SNAPSHOT = 'rosbag2_interfaces/srv/Snapshot';
const TRIGGER = 'std_srvs/srv/Trigger';

type Log = Pick<NodeLog, 'debug' | 'info' | 'warnThrottled'>;

type OnRise = Pick<
  WatchSettings,
  'name' | 'snapshotService' | 'snapshotDelaySeconds' | 'snapshotIntervalSeconds'
>;

/** Calls recorders that keep what happened around an event, some time after it and not too often. */
export class Snapshots {
  /** When each watch last asked for one; monotonic clock. */
  readonly #lastMs = new Map<string, number>();
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #clients = new Set<ServiceClient>();
  readonly #node: Node;
  readonly #log: Log;

  constructor(node: Node, log: Log) {
    this.#node = node;
    this.#log = log;
  }

  /** A watch has become ON. */
  rose(watch: OnRise, nowMs = performance.now()): void {
    if (watch.snapshotService === '') return;
    const lastMs = this.#lastMs.get(watch.name) ?? -Infinity;
    if (nowMs - lastMs < 1000 * watch.snapshotIntervalSeconds) {
      this.#log.debug(() => `watch ${watch.name}: no snapshot, the last one is too recent`);
      return;
    }
    this.#lastMs.set(watch.name, nowMs);
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      void this.#call(watch);
    }, 1000 * watch.snapshotDelaySeconds);
    this.#waiting.add(timer);
  }

  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
    for (const client of this.#clients) this.#node.destroyClient(client);
    this.#clients.clear();
  }

  /** Never rejects. */
  async #call({ name, snapshotService }: OnRise): Promise<void> {
    const failed = (why: string) =>
      this.#log.warnThrottled(`snapshot ${name}`, `watch ${name}: no snapshot: ${why}`);
    let client: ServiceClient | undefined;
    try {
      const service = this.#node.resolveServiceName(snapshotService);
      client = this.#node.createClient(this.#typeOf(service), service);
      this.#clients.add(client);
      const answer = await client.sendRequestAsync({}, { timeout: PATIENCE_MS });
      const { success, message = '' } = answer as { success?: boolean; message?: string };
      if (success === false) failed(`${service} answered that it failed ${message}`.trimEnd());
      else this.#log.info(`watch ${name}: ${service} keeps what happened`);
    } catch (error) {
      failed(describeError(error));
    } finally {
      if (client !== undefined && this.#clients.delete(client)) this.#node.destroyClient(client);
    }
  }

  /** @throws where nobody offers the service, or nobody here knows its type */
  #typeOf(service: string): string {
    const found = this.#node.getServiceNamesAndTypes().find(({ name }) => name === service);
    if (found === undefined) {
      throw new Error(
        `there is no service ${service}: start the recorder, ros2 bag record --snapshot-mode …, or correct on_rise.snapshot`,
      );
    }
    if (found.types.includes(TRIGGER)) return TRIGGER;
    if (!found.types.includes(SNAPSHOT)) {
      throw new Error(
        `expected ${service} to be of the type ${SNAPSHOT} or ${TRIGGER}, got ${found.types.join(', ')}`,
      );
    }
    // Where it is missing, rclnodejs would search all that is installed, and generate, for seconds.
    if (installed(`${SNAPSHOT}.srv`) === undefined) {
      throw new Error(
        `${service} is a ${SNAPSHOT}, and the package rosbag2_interfaces is not sourced here: install it, and build vljepa again`,
      );
    }
    return SNAPSHOT;
  }
}
