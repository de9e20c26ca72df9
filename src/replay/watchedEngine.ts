import { setImmediate } from 'node:timers/promises';
import type {
  Clip,
  DecodeContext,
  Decoded,
  EncodeOptions,
  EncodedWindow,
  Engine,
  TextReader,
} from '../engine/engine.js';

/**
 * An engine that knows when the pipeline has nothing left to do.
 * Feeding the next frame only then makes a replay independent of the machine's speed.
 */
export class WatchedEngine implements Engine {
  #pending = 0;
  #settled: (() => void) | undefined;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get pack(): Engine['pack'] {
    return this.#engine.pack;
  }

  encode(clip: Clip, options?: EncodeOptions): EncodedWindow {
    const window = this.#engine.encode(clip, options);
    return {
      predict: (queries) => this.#watch(window.predict(queries)),
      features: () => this.#watch(window.features()),
      preview: (width) => this.#watch(window.preview(width)),
      release: () => window.release(),
      [Symbol.dispose]: () => window.release(),
    };
  }

  encodeText(texts: readonly string[]): Promise<Float32Array[]> {
    return this.#watch(this.#engine.encodeText(texts));
  }

  unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]> {
    return this.#watch(this.#engine.unknownWords(reader, texts));
  }

  decode(embedding: Float32Array, context?: DecodeContext): Promise<Decoded> {
    return this.#watch(this.#engine.decode(embedding, context));
  }

  releaseCamera(camera: string): void {
    this.#engine.releaseCamera(camera);
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }

  /** Resolves once no request runs and none has followed from the last one. */
  async idle(): Promise<void> {
    while (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#settled = resolve;
      });
      // The pipeline handles a reply before this runs.
      await setImmediate();
    }
  }

  async #watch<T>(request: Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await request;
    } finally {
      this.#pending -= 1;
      if (this.#pending === 0) this.#settled?.();
    }
  }
}
