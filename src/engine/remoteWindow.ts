import type { EncodedWindow, Prediction } from './engine.js';
import { VljepaError } from '../errors.js';
import type { EngineRequest } from './messages.js';

/** How a window reaches the worker that holds it. */
export interface Requests {
  /** Resolves with the worker's reply. */
  readonly ask: (request: EngineRequest) => Promise<unknown>;
  /** Posts what has no reply. */
  readonly tell: (request: EngineRequest) => void;
}

/** A window on this thread: a handle for what is, or will be, with the worker. */
export class RemoteWindow implements EncodedWindow {
  #released = false;
  readonly #handle: number;
  readonly #requests: Requests;

  constructor(handle: number, requests: Requests) {
    this.#handle = handle;
    this.#requests = requests;
  }

  predict(queries: readonly string[]): Promise<Prediction> {
    return this.#ask({ kind: 'predict', handle: this.#handle, queries }) as Promise<Prediction>;
  }

  features(): Promise<Float32Array> {
    return this.#ask({ kind: 'features', handle: this.#handle }) as Promise<Float32Array>;
  }

  preview(width: number): Promise<Uint8Array> {
    return this.#ask({ kind: 'preview', handle: this.#handle, width }) as Promise<Uint8Array>;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#requests.tell({ kind: 'release', handle: this.#handle });
  }

  [Symbol.dispose](): void {
    this.release();
  }

  #ask(request: EngineRequest): Promise<unknown> {
    return this.#released
      ? Promise.reject(
          new VljepaError(
            'WINDOW_RELEASED',
            `a ${request.kind} was asked of a window that had been released: ask before, or encode the clip again`,
          ),
        )
      : this.#requests.ask(request);
  }
}
