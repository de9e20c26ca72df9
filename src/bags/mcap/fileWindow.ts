import type { FileHandle } from 'node:fs/promises';

const WINDOW_BYTES = 1 << 16;

/** Reads a file in pieces that lie near one another, each once. */
export class FileWindow {
  #start = 0;
  #held: Uint8Array = new Uint8Array(0);
  #buffer = new Uint8Array(WINDOW_BYTES);
  readonly #file: FileHandle;

  private constructor(
    file: FileHandle,
    /** Bytes of the file. */
    readonly size: number,
  ) {
    this.#file = file;
  }

  static async of(file: FileHandle): Promise<FileWindow> {
    return new FileWindow(file, (await file.stat()).size);
  }

  /** @returns fewer bytes at the end of the file; they hold until the next call */
  async read(at: number, length: number): Promise<Uint8Array> {
    const held = () => this.#held.subarray(at - this.#start, at - this.#start + length);
    if (at >= this.#start && at + length <= this.#start + this.#held.length) return held();
    const wanted = Math.max(0, Math.min(Math.max(length, WINDOW_BYTES), this.size - at));
    if (this.#buffer.length < wanted) this.#buffer = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.#file.read(
        this.#buffer,
        filled,
        wanted - filled,
        at + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#start = at;
    this.#held = this.#buffer.subarray(0, filled);
    return held();
  }
}
