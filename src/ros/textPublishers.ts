import { messageDefinition } from '../messages/definitions.js';
import type { DecodedTextMessage } from '../messages/outputs.js';
import { keepLast, type Node } from './rcl.js';
import { SerializedPublisher } from './serializedPublisher.js';

const TOPIC = '~/text';
/** Within that time after it was opened, a publisher's texts wait for the subscriptions of the topic. */
const DISCOVERY_MS = 1000;
const RETRY_MS = 10;

/**
 * ~/text, with a publisher for every camera and query, each of which keeps its newest text: whoever
 * subscribes late gets what holds now from each, though one camera may speak often and another rarely.
 * A history of one publisher would hold the newest texts of whoever spoke last.
 */
export class TextPublishers {
  readonly #open = new Map<string, LatchedText>();
  #queries: readonly string[] = [];
  readonly #node: Node;
  readonly #cameras: readonly string[];

  constructor(node: Node, cameras: readonly string[]) {
    this.#node = node;
    this.#cameras = cameras;
  }

  /** Opens a publisher for what is new, and closes that of a query that is asked no more. */
  ask(queries: readonly string[]): void {
    this.#queries = queries;
    const wanted = new Set(
      this.#cameras.flatMap((camera) => queries.map((query) => keyOf({ camera, query }))),
    );
    for (const [key, publisher] of this.#open) {
      if (wanted.has(key)) continue;
      publisher.destroy();
      this.#open.delete(key);
    }
    for (const key of wanted)
      if (!this.#open.has(key)) this.#open.set(key, new LatchedText(this.#node));
  }

  /** False where the text's query has been taken away meanwhile: it would be said too late. */
  publish(text: DecodedTextMessage): boolean {
    const publisher = this.#open.get(keyOf(text));
    publisher?.publish(text);
    return publisher !== undefined;
  }

  /** What was said holds no more: who comes from now on hears nothing of it. */
  forget(): void {
    this.close();
    this.ask(this.#queries);
  }

  close(): void {
    for (const publisher of this.#open.values()) publisher.destroy();
    this.#open.clear();
  }
}

function keyOf({ camera, query }: { readonly camera: string; readonly query: string }): string {
  return JSON.stringify([camera, query]);
}

/**
 * Keeps one text for late subscriptions. One that asks for new texts alone gets none that is
 * published before the two have found each other, so the first ones wait for that, a moment at most.
 */
class LatchedText {
  readonly #publisher: SerializedPublisher<DecodedTextMessage>;
  readonly #openedMs = performance.now();
  #waiting: DecodedTextMessage[] = [];
  #retry: NodeJS.Timeout | undefined;
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
    this.#publisher = new SerializedPublisher(
      node,
      'vljepa/msg/DecodedText',
      messageDefinition('vljepa/msg/DecodedText'),
      TOPIC,
      keepLast(1, 'reliable', 'transient_local'),
    );
  }

  publish(text: DecodedTextMessage): void {
    this.#waiting.push(text);
    if (this.#retry === undefined) this.#send();
  }

  destroy(): void {
    clearTimeout(this.#retry);
    this.#publisher.destroy();
  }

  #send(): void {
    if (!this.#found()) {
      this.#retry = setTimeout(() => this.#send(), RETRY_MS);
      return;
    }
    this.#retry = undefined;
    for (const text of this.#waiting.splice(0)) this.#publisher.publish(text);
  }

  #found(): boolean {
    if (performance.now() - this.#openedMs > DISCOVERY_MS) return true;
    const subscriptions = this.#node.countSubscribers(this.#node.resolveTopicName(TOPIC));
    return this.#publisher.subscriptionCount >= subscriptions;
  }
}
