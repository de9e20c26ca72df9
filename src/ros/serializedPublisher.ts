import { serializer } from '../messages/serializer.js';
import type { MessageType, Node, Publisher } from './rcl.js';

/**
 * Publishes messages serialized here. rclnodejs 2.2 turns a message object into C structures field
 * by field, which keeps the ROS thread for a millisecond with an embedding and far longer with
 * diagnostics.
 */
export class SerializedPublisher<T> {
  readonly #publisher: Publisher;
  readonly #serialize: (message: T) => Uint8Array;
  readonly #node: Node;

  /** @param definition the type's complete definition, see src/messages/definitions.ts */
  constructor(
    node: Node,
    type: string | MessageType,
    definition: string,
    topic: string,
    qos: object,
  ) {
    this.#node = node;
    this.#serialize = serializer(definition);
    this.#publisher = node.createPublisher(type, topic, { qos });
  }

  /** Subscriptions that are matched. */
  get subscriptionCount(): number {
    return this.#publisher.subscriptionCount;
  }

  publish(message: T): void {
    const { buffer, byteOffset, byteLength } = this.#serialize(message);
    this.#publisher.publish(Buffer.from(buffer, byteOffset, byteLength));
  }

  /** Waits, blocking, until what was published has arrived, at most that long. */
  flush(timeoutNs: bigint): void {
    this.#publisher.waitForAllAcked(timeoutNs);
  }

  destroy(): void {
    this.#node.destroyPublisher(this.#publisher);
  }
}
