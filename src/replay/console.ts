import type { Writable } from 'node:stream';

/** Lines of text, and on a terminal one last line that is overwritten. */
export class Console {
  #shownAtMs = 0;
  readonly #out: Writable & { readonly isTTY?: boolean };

  constructor(out: Writable & { readonly isTTY?: boolean }) {
    this.#out = out;
  }

  line(text: string): void {
    this.#out.write(`${this.#out.isTTY ? '\r\u001b[K' : ''}${text}\n`);
  }

  /** At most ten times a second, and only on a terminal. */
  progress(text: () => string): void {
    const nowMs = performance.now();
    if (!this.#out.isTTY || nowMs - this.#shownAtMs < 100) return;
    this.#shownAtMs = nowMs;
    this.#out.write(`\r\u001b[K${text()}`);
  }

  clearProgress(): void {
    if (this.#out.isTTY) this.#out.write('\r\u001b[K');
  }
}
