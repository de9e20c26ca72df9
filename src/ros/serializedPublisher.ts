import { serializer } from '../messages/serializer.js';
import type { Node, Publisher } from './rcl.js';

/**
 * Publishes messages serialized here. rclnodejs 2.2 turns a message object into C structures field
 * by field, which keeps the ROS thread for a millisecond with an embedding and far longer with
 * diagnostics.
 */
export class SerializedPublisher<T> {
  readonly #publisher: Publisher;
  readonly #serialize: (message: T) => Uint8Array;

  /** @param definition the type's complete definition, see src/messages/definitions.ts */
  constructor(
    private readonly node: Node,
    type: string,
    definition: string,
    topic: string,
    qos: object,
  ) {
    this.#serialize = serializer(definition);
    this.#publisher = node.createPublisher(type, topic, { qos });
  }

  publish(message: T): void {
    const { buffer, byteOffset, byteLength } = this.#serialize(message);
    this.#publisher.publish(Buffer.from(buffer, byteOffset, byteLength));
  }

  destroy(): void {
    this.node.destroyPublisher(this.#publisher);
  }
}
