import type { Frame, Image } from '../frame.js';

/** The image of a camera before, and its newest: the first of a camera may wait for the second. */
const KEPT = 2;

/** What the cameras saw last, for sinks that show it. */
export class RecentImages {
  readonly #frames = new Map<string, readonly Frame[]>();

  add(frame: Frame): void {
    const frames = [...(this.#frames.get(frame.camera) ?? []), frame];
    this.#frames.set(frame.camera, frames.slice(-KEPT));
  }

  /** The image with that stamp, else the camera's newest; undefined where there was none. */
  at(camera: string, stampNs: bigint): Image | undefined {
    const frames = this.#frames.get(camera) ?? [];
    const shown = ({ stampNs: own, receiptNs }: Frame) =>
      stampNs === (own === 0n ? receiptNs : own);
    return (frames.find(shown) ?? frames.at(-1))?.image;
  }
}
