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

/**
 * Perceptions → the messages that the node would publish, for each of `sinks` in turn. The latency is
 * 0: it would differ from run to run.
 *
 * @param pack `name/version`
 */
export function asMessages(sinks: readonly MessageSink[], pack: string): Sink {
  return {
    async perceived(perception) {
      if (perception.kind === 'state') {
        const message = worldStateMessage(perception.state, pack, 0);
        for (const sink of sinks) await sink.addState(message);
      } else {
        const message = decodedTextMessage(perception.text, pack);
        for (const sink of sinks) await sink.addText(message);
      }
    },
    async close() {
      for (const sink of sinks) await sink.close?.();
    },
  };
}
