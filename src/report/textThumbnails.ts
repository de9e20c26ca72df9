import type { MessageSink } from '../messages/messageSink.js';
import type { DecodedTextMessage } from '../messages/outputs.js';
import { toNanoseconds } from '../messages/stamp.js';
import type { RecentImages } from './recentImages.js';
import type { Recording } from './recording.js';
import { thumbnail } from './thumbnail.js';

/** Adds to a recording what the camera saw, for each text. */
export class TextThumbnails implements MessageSink {
  readonly #recording: Recording;
  readonly #images: RecentImages;

  /** @param images to be given each image before the text that it brings about */
  constructor(recording: Recording, images: RecentImages) {
    this.#recording = recording;
    this.#images = images;
  }

  addState(): void {}

  async addText({ header, camera }: DecodedTextMessage): Promise<void> {
    const stampNs = toNanoseconds(header.stamp);
    const image = this.#images.at(camera, stampNs);
    // What the model can read, a viewer may not: then there is no picture.
    const picture = image && (await thumbnail(image).catch(() => undefined));
    if (picture !== undefined) this.#recording.addThumbnail(camera, stampNs, picture);
  }
}
