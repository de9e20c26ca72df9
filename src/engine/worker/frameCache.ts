/** What the frames of one clip gave, oldest first. */
export interface Window<T> {
  /** As many values as the pack wants; a short clip repeats its oldest at the front. */
  readonly values: readonly T[];
  /** Stamp of the oldest frame that is really there. */
  readonly windowStartNs: bigint;
}

interface NamedFrame {
  readonly id: number;
  readonly stampNs: bigint;
}

/**
 * One camera's frames as far as they were computed (visual tokens, or prepared pixels), by frame id.
 * A frame that could not be read is missing. Holds at most the frames of the latest clip.
 */
export class FrameCache<T> {
  readonly #values = new Map<number, T>();

  has(id: number): boolean {
    return this.#values.has(id);
  }

  put(id: number, value: T): void {
    this.#values.set(id, value);
  }

  /** Later windows are computed without that frame. */
  remove(id: number): void {
    this.#values.delete(id);
  }

  /**
   * The clip's frames that are there, padded to `length` with the oldest of them. Frames older than
   * the clip are dropped: windows only move forward. At least one of the clip's frames must be there.
   */
  window(frames: readonly NamedFrame[], length: number): Window<T> {
    const present = frames.filter(({ id }) => this.#values.has(id)).slice(-length);
    const oldest = present[0];
    if (oldest === undefined) throw new Error('a window without any frame');
    for (const id of this.#values.keys()) if (id < oldest.id) this.#values.delete(id);
    const values = present.map(({ id }) => this.#values.get(id) as T);
    return { values: padFront(values, length), windowStartNs: oldest.stampNs };
  }

  get size(): number {
    return this.#values.size;
  }
}

/** Repeats the first value at the front until there are `length`. */
export function padFront<T>(values: readonly T[], length: number): T[] {
  const missing = Math.max(0, length - values.length);
  return [...Array<T>(missing).fill(values[0] as T), ...values];
}
