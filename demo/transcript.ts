import type { DecodedTextMessage, WorldStateMessage } from '../src/messages/outputs.js';
import { toNanoseconds } from '../src/messages/stamp.js';
import type { StatesFile } from '../src/replay/statesFile.js';
import type { Recording } from '../src/report/recording.js';
import type { ListenerCallbacks } from './listener.js';

/** Images whose pictures may still be asked for; a text comes some images after its newest one. */
const REMEMBERED_IMAGES = 50;

/** Writes down what the node publishes for one camera, and says each text aloud as it comes. */
export class Transcript implements ListenerCallbacks {
  /** Seconds from image received to world state published. */
  readonly latencySeconds: number[] = [];
  readonly #pictures = new Map<bigint, () => Promise<string>>();
  /** Messages are written one after the other, in the order in which they came. */
  #writing: Promise<void> = Promise.resolve();
  readonly #recording: Recording;
  readonly #file: StatesFile;
  readonly #camera: string;
  readonly #startNs: bigint;

  constructor(recording: Recording, file: StatesFile, camera: string, startNs: bigint) {
    this.#recording = recording;
    this.#file = file;
    this.#camera = camera;
    this.#startNs = startNs;
  }

  /** @param picture gives a data URI of the image with that stamp, if it is wanted */
  saw(stampNs: bigint, picture: () => Promise<string>): void {
    this.#pictures.set(stampNs, picture);
    if (this.#pictures.size <= REMEMBERED_IMAGES) return;
    const [oldest] = this.#pictures.keys();
    this.#pictures.delete(oldest!);
  }

  readonly state = (message: WorldStateMessage): void => {
    if (message.camera !== this.#camera) return;
    this.#recording.addState(message);
    this.latencySeconds.push(message.latency);
    this.#writing = this.#writing.then(() => this.#file.writeState(message));
  };

  readonly text = (message: DecodedTextMessage): void => {
    if (message.camera !== this.#camera) return;
    const { header, text, change, confidence } = message;
    const stampNs = toNanoseconds(header.stamp);
    const seconds = (Number(stampNs - this.#startNs) / 1e9).toFixed(2).padStart(7);
    console.log(
      `${seconds} s  ${message.camera}  change ${change.toFixed(3)}  ${text} (${confidence.toFixed(2)})`,
    );
    this.#recording.addText(message);
    const picture = this.#pictures.get(stampNs);
    this.#writing = this.#writing.then(async () => {
      await this.#file.writeText(message);
      if (picture) this.#recording.addThumbnail(this.#camera, stampNs, await picture());
    });
  };

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}
