import type { Image } from '../frame.js';

interface StampedImage {
  readonly stampNs: bigint;
  readonly image: Image;
}

/** What the cameras saw last, for sinks that show it. */
export class RecentImages {
  readonly #images = new Map<string, readonly StampedImage[]>();
  readonly #kept: number;

  /** @param kept images of each camera */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** @param stampNs the one that the image's world state carries */
  add(camera: string, stampNs: bigint, image: Image): void {
    const images = [...(this.#images.get(camera) ?? []), { stampNs, image }];
    this.#images.set(camera, images.slice(-this.#kept));
  }

  /** The image with that stamp, else the camera's newest; undefined where there was none. */
  at(camera: string, stampNs: bigint): Image | undefined {
    const images = this.#images.get(camera) ?? [];
    return (images.find((image) => image.stampNs === stampNs) ?? images.at(-1))?.image;
  }
}
