import { probabilityText } from '../src/messages/probability.js';
import type { MessageSink } from '../src/messages/messageSink.js';
import type { DecodedTextMessage, WorldStateMessage } from '../src/messages/outputs.js';
import { toNanoseconds } from '../src/messages/stamp.js';
import type { ListenerCallbacks } from './listener.js';

/** Gives what the node publishes for one camera to a sink, one message after the other. */
export class Transcript implements ListenerCallbacks {
  #given: Promise<void> = Promise.resolve();
  readonly #camera: string;
  readonly #sink: MessageSink;

  constructor(camera: string, sink: MessageSink) {
    this.#camera = camera;
    this.#sink = sink;
  }

  readonly state = (message: WorldStateMessage): void => {
    this.#give(message, () => this.#sink.addState(message));
  };

  readonly text = (message: DecodedTextMessage): void => {
    this.#give(message, () => this.#sink.addText(message));
  };

  /** Resolves when the sink has had everything and is closed. */
  async close(): Promise<void> {
    await this.#given;
    await this.#sink.close?.();
  }

  #give({ camera }: { readonly camera: string }, add: () => void | Promise<void>): void {
    if (camera === this.#camera) this.#given = this.#given.then(add);
  }
}

/** Seconds from image received to world state published. */
export class Latencies implements MessageSink {
  readonly seconds: number[] = [];

  addState({ latency }: WorldStateMessage): void {
    this.seconds.push(latency);
  }

  addText(): void {}
}

/** A line for each text. @param startNs stamp from which its time is counted */
export function printedTexts(startNs: bigint): MessageSink {
  return {
    addState() {},
    addText({ header, camera, text, change, confidence }) {
      const seconds = (Number(toNanoseconds(header.stamp) - startNs) / 1e9).toFixed(2).padStart(7);
      console.log(
        `${seconds} s  ${camera}  change ${change.toFixed(3)}  ${text} (${probabilityText(confidence)})`,
      );
    },
  };
}
