import { VljepaError } from '../../errors.js';
import type { RawImage } from '../../frame.js';
import { freeImage } from '../../image/freeImage.js';
import type { VisualResult } from './visualEncoder.js';

interface StoredWindow {
  readonly visual: VisualResult | Error;
  /** Of its newest frame, where a preview was announced; removed where newer windows needed the room. */
  pixels?: RawImage | undefined;
}

/** Windows that are kept, and bytes of their pixels; one that nobody releases must not leak. */
const WINDOWS = 64;
const PIXEL_BYTES = 128 * 2 ** 20;

/** Windows by handle, from the request to encode them until their release. */
export class WindowStore {
  /** Being encoded. */
  readonly #begun = new Set<number>();
  /** Oldest first. */
  readonly #stored = new Map<number, StoredWindow>();
  #pixelBytes = 0;
  readonly #windows: number;
  readonly #largestBytes: number;

  /**
   * @param windows Windows to keep; beyond it the oldest are removed.
   * @param pixelBytes Bytes of pixels to keep, beside those of the newest window; beyond it the oldest
   * windows' are removed.
   */
  constructor(windows = WINDOWS, pixelBytes = PIXEL_BYTES) {
    this.#windows = windows;
    this.#largestBytes = pixelBytes;
  }

  begin(handle: number): void {
    this.#begun.add(handle);
  }

  /**
   * Takes over what encoding gave.
   * @param pixels Of the newest frame, where they are to be kept; those of a window that failed or was
   * released are freed.
   */
  put(handle: number, visual: VisualResult | Error, pixels?: RawImage): void {
    const wanted = this.#begun.delete(handle);
    const kept = wanted && !(visual instanceof Error) ? pixels : undefined;
    if (pixels !== undefined && kept === undefined) freeImage(pixels);
    if (!wanted) return;
    this.#stored.set(handle, { visual, pixels: kept });
    this.#pixelBytes += kept?.data.byteLength ?? 0;
    for (const [oldest, window] of this.#stored) {
      if (this.#pixelBytes <= this.#largestBytes || oldest === handle) break;
      this.#freePixels(window);
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
  pixels(handle: number): RawImage {
    const { visual, pixels } = this.#window(handle);
    if (visual instanceof Error) throw visual;
    if (pixels === undefined) {
      throw new VljepaError(
        'WINDOW_RELEASED',
        `the pixels of window ${handle} have made room for those of newer windows: ask for a preview sooner, or release windows`,
      );
    }
    return pixels;
  }

  release(handle: number): void {
    this.#begun.delete(handle);
    const window = this.#stored.get(handle);
    if (window === undefined) return;
    this.#freePixels(window);
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

  #freePixels(window: StoredWindow): void {
    if (window.pixels === undefined) return;
    this.#pixelBytes -= window.pixels.data.byteLength;
    freeImage(window.pixels);
    window.pixels = undefined;
  }
}
