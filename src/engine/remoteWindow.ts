import type { EncodedWindow, Prediction } from './engine.js';
import { VljepaError } from '../errors.js';
import type { EngineRequest, PredictReply } from './messages.js';
import { processMs } from './processClock.js';

/** How a window reaches the worker that holds it. */
export interface Requests {
  /** Resolves with the worker's reply. */
  readonly ask: (request: EngineRequest) => Promise<unknown>;
  /** Tells that nobody asks a window any more: at once, or with the next request. */
  readonly release: (handle: number, atOnce: boolean) => void;
}

/** A window on this thread: a handle for what is, or will be, with the worker. */
export class RemoteWindow implements EncodedWindow {
  #released = false;
  /** Rejects what is pending. */
  readonly #pending = new Set<(reason: VljepaError) => void>();
  readonly #handle: number;
  readonly #hasPixels: boolean;
  readonly #turnMs: number;
  readonly #requests: Requests;

  /**
   * @param hasPixels whether the worker keeps its pixels, for previews
   * @param turnMs from receiving its newest frame to handing it to the worker
   */
  constructor(handle: number, hasPixels: boolean, turnMs: number, requests: Requests) {
    this.#handle = handle;
    this.#turnMs = turnMs;
    this.#hasPixels = hasPixels;
    this.#requests = requests;
  }

  async predict(queries: readonly string[]): Promise<Prediction> {
    const request = { kind: 'predict', handle: this.#handle, queries } as const;
    const { answeredMs, stageMs, ...prediction } = (await this.#ask(request)) as PredictReply;
    const reply = processMs() - answeredMs;
    return { ...prediction, stageMs: { turn: this.#turnMs, ...stageMs, reply } };
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
    // The worker may have answered already: whether a pending request rejects must not depend on that.
    const released = new VljepaError(
      'WINDOW_RELEASED',
      'the window was released before it answered',
    );
    for (const reject of this.#pending) reject(released);
    // Work that nobody waits for ends, and pixels are freed, without waiting for another request.
    this.#requests.release(this.#handle, this.#pending.size > 0 || this.#hasPixels);
    this.#pending.clear();
  }

  [Symbol.dispose](): void {
    this.release();
  }

  async #ask(request: EngineRequest): Promise<unknown> {
    if (this.#released) {
      throw new VljepaError(
        'WINDOW_RELEASED',
        `${request.kind} was requested of a window that had been released: request it before the release, or encode the clip again`,
      );
    }
    if (request.kind === 'preview' && !this.#hasPixels) {
      throw new VljepaError(
        'REQUEST_FAILED',
        'preview was requested of a window whose pixels were not kept: encode the clip with { preview: true }',
      );
    }
    const { promise, reject } = withReject(this.#requests.ask(request));
    this.#pending.add(reject);
    try {
      return await promise;
    } finally {
      this.#pending.delete(reject);
    }
  }
}

/** `answer`, unless it is rejected first. */
function withReject<T>(answer: Promise<T>): {
  promise: Promise<T>;
  reject: (reason: VljepaError) => void;
} {
  let reject: (reason: VljepaError) => void = () => {};
  const promise = new Promise<T>((resolve, rejectPromise) => {
    reject = rejectPromise;
    answer.then(resolve, rejectPromise);
  });
  return { promise, reject };
}
