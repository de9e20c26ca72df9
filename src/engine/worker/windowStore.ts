import { VljepaError } from '../../errors.js';
import type { Image } from '../../frame.js';
import { freeImage } from '../../image/freeImage.js';
import type { VisualResult } from './visualEncoder.js';

interface StoredWindow {
  readonly visual: VisualResult | Error;
  /** Its newest frame, where a preview was announced; removed where newer windows needed the room. */
  image?: Image | undefined;
}

/** Windows that are kept, and bytes of their images; one that nobody releases must not leak. */
const WINDOWS = 64;
const IMAGE_BYTES = 128 * 2 ** 20;

/** Windows by handle, from the request to encode them until their release. */
export class WindowStore {
  /** Being encoded. */
  readonly #begun = new Set<number>();
  /** Oldest first. */
  readonly #stored = new Map<number, StoredWindow>();
  #imageBytes = 0;
  readonly #windows: number;
  readonly #largestBytes: number;

  /**
   * @param windows Windows to keep; beyond it the oldest are removed.
   * @param imageBytes Bytes of images to keep, beside those of the newest window; beyond it the oldest
   * windows' are removed.
   */
  constructor(windows = WINDOWS, imageBytes = IMAGE_BYTES) {
    this.#windows = windows;
    this.#largestBytes = imageBytes;
  }

  begin(handle: number): void {
    this.#begun.add(handle);
  }

  /**
   * Takes over what encoding gave.
   * @param image The newest frame, where it is to be kept; that of a window that failed or was released is
   * freed.
   */
  put(handle: number, visual: VisualResult | Error, image?: Image): void {
    const wanted = this.#begun.delete(handle);
    const kept = wanted && !(visual instanceof Error) ? image : undefined;
    if (image !== undefined && kept === undefined) freeImage(image);
    if (!wanted) return;
    this.#stored.set(handle, { visual, image: kept });
    this.#imageBytes += kept?.data.byteLength ?? 0;
    for (const [oldest, window] of this.#stored) {
      if (this.#imageBytes <= this.#largestBytes || oldest === handle) break;
      this.#freeImage(window);
    }
    for (const oldest of this.#stored.keys()) {
      if (this.#stored.size <= this.#windows) break;
      this.release(oldest);
    }
  }

  /** @throws {VljepaError} WINDOW_RELEASED, or what its encoding failed with. */
  visual(handle: number): VisualResult {
    const { visual } = this.#window(handle);
    if (visual instanceof Error) throw visual;
    return visual;
  }

  /** @throws {VljepaError} WINDOW_RELEASED, or what its encoding failed with. */
  image(handle: number): Image {
    const { visual, image } = this.#window(handle);
    if (visual instanceof Error) throw visual;
    if (image === undefined) {
      throw new VljepaError(
        'WINDOW_RELEASED',
        `the image of window ${handle} has made room for those of newer windows: ask for a preview sooner, or release windows`,
      );
    }
    return image;
  }

  release(handle: number): void {
    this.#begun.delete(handle);
    const window = this.#stored.get(handle);
    if (window === undefined) return;
    this.#freeImage(window);
    this.#stored.delete(handle);
  }

  clear(): void {
    this.#begun.clear();
    for (const handle of this.#stored.keys()) this.release(handle);
  }

  #window(handle: number): StoredWindow {
    const window = this.#stored.get(handle);
    if (window === undefined) {
      throw new VljepaError(
        'WINDOW_RELEASED',
        `window ${handle} is gone: it was released, or more than ${this.#windows} windows have been encoded since; encode its clip again`,
      );
    }
    return window;
  }

  #freeImage(window: StoredWindow): void {
    if (window.image === undefined) return;
    this.#imageBytes -= window.image.data.byteLength;
    freeImage(window.image);
    window.image = undefined;
  }
}
