import type { MessageSink } from '../src/messages/messageSink.js';
import type { DecodedTextMessage, WorldStateMessage } from '../src/messages/outputs.js';
import { toNanoseconds } from '../src/messages/stamp.js';
import type { Recording } from '../src/report/recording.js';
import type { ListenerCallbacks } from './listener.js';

/** Gives what the node publishes for one camera to each sink in turn, in the order in which it came. */
export class Transcript implements ListenerCallbacks {
  #given: Promise<void> = Promise.resolve();
  readonly #camera: string;
  readonly #sinks: readonly MessageSink[];

  constructor(camera: string, sinks: readonly MessageSink[]) {
    this.#camera = camera;
    this.#sinks = sinks;
  }

  readonly state = (message: WorldStateMessage): void => {
    this.#give(message, (sink) => sink.addState(message));
  };

  readonly text = (message: DecodedTextMessage): void => {
    this.#give(message, (sink) => sink.addText(message));
  };

  /** Resolves when every sink has had everything and is closed. */
  async close(): Promise<void> {
    await this.#given;
    for (const sink of this.#sinks) await sink.close?.();
  }

  #give(
    { camera }: { readonly camera: string },
    to: (sink: MessageSink) => void | Promise<void>,
  ): void {
    if (camera !== this.#camera) return;
    this.#given = this.#given.then(async () => {
      for (const sink of this.#sinks) await to(sink);
    });
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
        `${seconds} s  ${camera}  change ${change.toFixed(3)}  ${text} (${confidence.toFixed(2)})`,
      );
    },
  };
}

/** Images whose pictures may still be asked for; a text comes some images after its newest one. */
const REMEMBERED_IMAGES = 50;

/** A picture of what the camera saw for each text. */
export class Pictures implements MessageSink {
  readonly #pictures = new Map<bigint, () => Promise<string>>();
  readonly #recording: Recording;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** @param picture gives a data URI of the image with that stamp, if it is wanted */
  saw(stampNs: bigint, picture: () => Promise<string>): void {
    this.#pictures.set(stampNs, picture);
    if (this.#pictures.size <= REMEMBERED_IMAGES) return;
    const [oldest] = this.#pictures.keys();
    this.#pictures.delete(oldest!);
  }

  addState(): void {}

  async addText({ header, camera }: DecodedTextMessage): Promise<void> {
    const stampNs = toNanoseconds(header.stamp);
    const picture = this.#pictures.get(stampNs);
    if (picture) this.#recording.addThumbnail(camera, stampNs, await picture());
  }
}
