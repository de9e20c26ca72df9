import type { Sink } from '../sink.js';
import {
  decodedTextMessage,
  worldStateMessage,
  type DecodedTextMessage,
  type WorldStateMessage,
} from './outputs.js';

/** Takes what the node publishes, whether it comes from a pipeline or was received: a file, a report. */
export interface MessageSink {
  addState(message: WorldStateMessage): void | Promise<void>;
  addText(message: DecodedTextMessage): void | Promise<void>;
  /** Called once, after the last message. */
  close?(): void | Promise<void>;
}

/** One sink that gives each message to `sinks` in turn, and waits for each of them. */
export function inTurn(sinks: readonly MessageSink[]): MessageSink {
  return {
    async addState(message) {
      for (const sink of sinks) await sink.addState(message);
    },
    async addText(message) {
      for (const sink of sinks) await sink.addText(message);
    },
    async close() {
      for (const sink of sinks) await sink.close?.();
    },
  };
}

/**
 * Perceptions → the messages that the node would publish, for `sink`. The latency is 0: it would
 * differ from run to run.
 *
 * @param pack `name/version`
 */
export function asMessages(sink: MessageSink, pack: string): Sink {
  return {
    perceived(perception) {
      return perception.kind === 'state'
        ? sink.addState(worldStateMessage(perception.state, pack, 0))
        : sink.addText(decodedTextMessage(perception.text, pack));
    },
    close: () => sink.close?.(),
  };
}
