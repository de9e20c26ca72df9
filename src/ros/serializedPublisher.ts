import { messageDefinition } from '../messages/definitions.js';
import { serializer } from '../messages/serializer.js';
import type { MessageType, Node, Publisher } from './rcl.js';

/** A type of a package that need not be there. */
export interface DefinedType {
  readonly messageType: MessageType;
  /** Complete: see src/messages/definitions.ts. */
  readonly definition: string;
}

/**
 * Publishes messages serialized here. rclnodejs 2.2 turns a message object into C structures field
 * by field, which takes a millisecond of the ROS thread with an embedding and far longer with
 * diagnostics.
 */
export class SerializedPublisher<T> {
  readonly #publisher: Publisher;
  readonly #serialize: (message: T) => Uint8Array;
  readonly #node: Node;

  /** @param type `vljepa/msg/WorldState`, or one that src/messages/definitions.ts does not know */
  constructor(node: Node, type: string | DefinedType, topic: string, qos: object) {
    this.#node = node;
    const known = typeof type === 'string';
    this.#serialize = serializer(known ? messageDefinition(type) : type.definition);
    this.#publisher = node.createPublisher(known ? type : type.messageType, topic, { qos });
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
