import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { completeDefinition } from '../messages/definitions.js';
import type { Header } from '../messages/outputs.js';
import { toTime } from '../messages/stamp.js';
import { installed } from './installed.js';
import { keepLast, type Node } from './rcl.js';
import { SerializedPublisher } from './serializedPublisher.js';

/** As nav2_util::LifecycleNode has it. */
const HEARTBEAT_PERIOD_SECONDS = 0.1;
const HEARTBEAT_TIMEOUT_SECONDS = 4;
/** The longest that the end of a bond waits for the other side to hear of it, as in bondcpp. */
const FAREWELL_NS = 100_000_000n;

interface BondStatus {
  readonly header: Header;
  readonly id: string;
  readonly instance_id: string;
  readonly active: boolean;
  readonly heartbeat_timeout: number;
  readonly heartbeat_period: number;
}

/** Its messages are written here, so rclnodejs need not have generated anything for the package. */
class BondStatusType {
  static type() {
    return { pkgName: 'bond', subFolder: 'msg', interfaceName: 'Status' };
  }
}

/**
 * The node's half of a bond with Nav2's lifecycle manager: heartbeats on the topic `bond` under the
 * node's name while it is active, by which the manager notices that a process is gone. What the
 * manager sends is not listened to: a node does nothing about a manager that has ended.
 */
export class Bond {
  readonly #publisher: SerializedPublisher<BondStatus>;
  readonly #instance = randomUUID();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #node: Node;

  /** @param definition of bond/Status, complete */
  private constructor(node: Node, definition: string) {
    this.#node = node;
    this.#publisher = new SerializedPublisher(
      node,
      BondStatusType,
      definition,
      'bond',
      keepLast(5, 'reliable'),
    );
    this.#beat(true);
    this.#heartbeat = setInterval(() => this.#beat(true), HEARTBEAT_PERIOD_SECONDS * 1000);
  }

  /** Undefined where the package `bond` is not installed. */
  static form(node: Node): Bond | undefined {
    const path = installed('bond/msg/Status.msg');
    if (path === undefined) return undefined;
    try {
      return new Bond(node, completeDefinition('bond', readFileSync(path, 'utf8')));
    } catch (error) {
      const [reason] = (error as Error).message.split('\n');
      node
        .getLogger()
        .warn(`no bond with a lifecycle manager, set its bond_timeout to 0.0: ${reason}`);
      return undefined;
    }
  }

  break(): void {
    clearInterval(this.#heartbeat);
    this.#beat(false);
    this.#publisher.flush(FAREWELL_NS);
    this.#publisher.destroy();
  }

  #beat(active: boolean): void {
    this.#publisher.publish({
      header: { stamp: toTime(this.#node.getClock().now().nanoseconds), frame_id: '' },
      id: this.#node.name(),
      instance_id: this.#instance,
      active,
      heartbeat_timeout: HEARTBEAT_TIMEOUT_SECONDS,
      heartbeat_period: HEARTBEAT_PERIOD_SECONDS,
    });
  }
}
