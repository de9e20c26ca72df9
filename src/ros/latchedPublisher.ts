import { describeError } from '../errors.js';
import { keepLast, type Node } from './rcl.js';
import { SerializedPublisher, type DefinedType } from './serializedPublisher.js';

/** For this long after it was opened, a publisher's messages wait for the topic's subscriptions to match. */
const DISCOVERY_MS = 1000;
const RETRY_MS = 10;

/**
 * Keeps its newest message for late joiners (transient local). A volatile subscription gets nothing
 * that is published before the two are matched, so the first messages wait for that, a moment at most.
 */
export class LatchedPublisher<T> {
  readonly #publisher: SerializedPublisher<T>;
  readonly #openedMs = performance.now();
  #waiting: T[] = [];
  #retry: NodeJS.Timeout | undefined;
  readonly #node: Node;
  readonly #topic: string;

  constructor(node: Node, type: string | DefinedType, topic: string) {
    this.#node = node;
    this.#topic = topic;
    const qos = keepLast(1, 'reliable', 'transient_local');
    this.#publisher = new SerializedPublisher(node, type, topic, qos);
  }

  publish(message: T): void {
    this.#waiting.push(message);
    if (this.#retry === undefined) this.#send();
  }

  destroy(): void {
    clearTimeout(this.#retry);
    this.#publisher.destroy();
  }

  #send(): void {
    if (!this.#matched()) {
      this.#retry = setTimeout(() => this.#retrySend(), RETRY_MS);
      return;
    }
    this.#retry = undefined;
    for (const message of this.#waiting.splice(0)) this.#publisher.publish(message);
  }

  /** In a timer: what it throws would end the process. */
  #retrySend(): void {
    try {
      this.#send();
    } catch (error) {
      this.#node.getLogger().warn(`a message on ${this.#topic} is lost: ${describeError(error)}`);
    }
  }

  #matched(): boolean {
    if (performance.now() - this.#openedMs > DISCOVERY_MS) return true;
    const subscriptions = this.#node.countSubscribers(this.#node.resolveTopicName(this.#topic));
    return this.#publisher.subscriptionCount >= subscriptions;
  }
}
