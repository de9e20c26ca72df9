import { decodedTextMessage, type DecodedTextMessage } from '../../messages/outputs.js';
import { LatchedPublisher } from '../latchedPublisher.js';
import type { Node } from '../rcl.js';
import type { ConfiguredContext, Endpoint, Pipeline } from './endpoint.js';

/** `~/text`: texts, only when the world has changed or on request; late joiners get the current ones. */
export function openText({ node, pipeline }: ConfiguredContext): Endpoint {
  const publishers = new TextPublishers(node, pipeline);
  return {
    perceived(perception) {
      if (perception.kind !== 'text') return;
      publishers.publish(decodedTextMessage(perception.text, pipeline.engine.pack.id));
    },
    parametersChanged: () => publishers.update(),
    deactivate: () => publishers.reset(),
    close: () => publishers.close(),
  };
}

/**
 * A publisher for every camera and query, each of which keeps its newest text: a late joiner gets the
 * current text of each, though one camera may speak often and another rarely. The history of a single
 * publisher would hold the newest texts of whichever spoke last.
 */
class TextPublishers {
  readonly #open = new Map<string, LatchedPublisher<DecodedTextMessage>>();
  readonly #node: Node;
  readonly #pipeline: Pipeline;

  constructor(node: Node, pipeline: Pipeline) {
    this.#node = node;
    this.#pipeline = pipeline;
    try {
      this.update();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Opens a publisher for each new query, and closes those of queries that are gone. */
  update(): void {
    const { cameras, live } = this.#pipeline;
    const wanted = new Set(
      cameras.flatMap(({ name: camera }) => live.queries.map((query) => keyOf({ camera, query }))),
    );
    for (const [key, publisher] of this.#open) {
      if (wanted.has(key)) continue;
      publisher.destroy();
      this.#open.delete(key);
    }
    for (const key of wanted) if (!this.#open.has(key)) this.#open.set(key, this.#publisher());
  }

  publish(text: DecodedTextMessage): void {
    this.#open.get(keyOf(text))?.publish(text);
  }

  /** The texts no longer hold: subscriptions that come from now on do not get them. */
  reset(): void {
    this.close();
    this.update();
  }

  close(): void {
    for (const publisher of this.#open.values()) publisher.destroy();
    this.#open.clear();
  }

  #publisher(): LatchedPublisher<DecodedTextMessage> {
    return new LatchedPublisher(this.#node, 'vljepa/msg/DecodedText', '~/text');
  }
}

function keyOf({ camera, query }: { readonly camera: string; readonly query: string }): string {
  return JSON.stringify([camera, query]);
}
