import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { completeDefinition } from '../../messages/definitions.js';
import type { Header } from '../../messages/outputs.js';
import { toTime } from '../../messages/stamp.js';
import { installed } from '../installed.js';
import { keepLast, type Node } from '../rcl.js';
import { SerializedPublisher } from '../serializedPublisher.js';
import type { ConfiguredContext, Endpoint } from './endpoint.js';

/** As nav2_util::LifecycleNode has it. */
const HEARTBEAT_PERIOD_SECONDS = 0.1;
const HEARTBEAT_TIMEOUT_SECONDS = 4;
/** The longest that breaking a bond waits for the other side to hear of it, as in bondcpp. */
const BREAK_TIMEOUT_NS = 100_000_000n;

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
 * `bond`: the node's side of a bond with Nav2's lifecycle manager: heartbeats under the node's name
 * while it is active, by which the manager notices that a process has died. The manager's heartbeats
 * are ignored: a node does nothing about a manager that has ended.
 *
 * Without the package `bond` there is none.
 */
export function openBond({ node, log }: ConfiguredContext): Endpoint {
  let bond: Bond | undefined;
  const breakBond = () => {
    bond?.break();
    bond = undefined;
  };
  return {
    activate() {
      const path = installed('bond/msg/Status.msg');
      if (path === undefined) return;
      try {
        bond = new Bond(node, completeDefinition('bond', readFileSync(path, 'utf8')));
      } catch (error) {
        const [reason] = (error as Error).message.split('\n');
        log.warn(`no bond with a lifecycle manager, set its bond_timeout to 0.0: ${reason}`);
      }
    },
    deactivate: breakBond,
    close: breakBond,
  };
}

class Bond {
  readonly #publisher: SerializedPublisher<BondStatus>;
  readonly #instance = randomUUID();
  readonly #timer: NodeJS.Timeout;
  readonly #node: Node;

  /** @param definition of bond/Status, complete */
  constructor(node: Node, definition: string) {
    this.#node = node;
    const type = { messageType: BondStatusType, definition };
    this.#publisher = new SerializedPublisher(node, type, 'bond', keepLast(5, 'reliable'));
    this.#sendHeartbeat(true);
    this.#timer = setInterval(() => this.#sendHeartbeat(true), HEARTBEAT_PERIOD_SECONDS * 1000);
  }

  break(): void {
    clearInterval(this.#timer);
    this.#sendHeartbeat(false);
    this.#publisher.flush(BREAK_TIMEOUT_NS);
    this.#publisher.destroy();
  }

  #sendHeartbeat(active: boolean): void {
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
