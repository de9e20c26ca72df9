import type { EncodedWindow } from '../engine/engine.js';

/** A window that can still be asked. */
export interface AskableWindow {
  readonly window: EncodedWindow;
  /** Of its newest frame. */
  readonly stampNs: bigint;
  readonly frameId: string;
}

/** A camera's newest windows, encoded; it releases those that it does not keep. */
export class RecentWindows {
  /** Oldest first. */
  #windows: AskableWindow[] = [];
  readonly #count: number;

  /** @param count windows that are kept, at least 1 */
  constructor(count: number) {
    this.#count = count;
  }

  get newest(): AskableWindow | undefined {
    return this.#windows.at(-1);
  }

  get oldest(): AskableWindow | undefined {
    return this.#windows[0];
  }

  /** The newest that is not later. */
  at(stampNs: bigint): AskableWindow | undefined {
    return this.#windows.findLast((window) => window.stampNs <= stampNs);
  }

  /** Takes over a window. Where the stamps jump back, those before are released: their time is another. */
  add(window: EncodedWindow, { stampNs, frameId }: Omit<AskableWindow, 'window'>): void {
    if (this.newest !== undefined && stampNs <= this.newest.stampNs) this.close();
    this.#windows.push({ window, stampNs, frameId });
    if (this.#windows.length > this.#count) this.#windows.shift()!.window.release();
  }

  /** Releases all. */
  close(): void {
    for (const { window } of this.#windows) window.release();
    this.#windows = [];
  }
}
