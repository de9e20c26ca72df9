import type { Frame } from '../frame.js';

/** The frames that one world state is computed from, oldest first; only the newest carries pixels. */
export interface Clip {
  readonly camera: string;
  /** Ids and stamps of the window's frames, oldest first, the newest last. */
  readonly frames: readonly { readonly id: number; readonly stampNs: bigint }[];
  /** The newest frame. Its image is handed over to the engine: its buffer is detached afterwards. */
  readonly newest: Frame;
  /** Frames the pack wants in a window; a shorter clip is padded with its oldest frame. */
  readonly length: number;
}

/**
 * X-Encoder output of one clip: a handle for what is, or will be, with the engine. A prediction can
 * be asked for at once, without waiting for the encoding to come back.
 */
export interface VisualTokens {
  readonly handle: number;
}

export interface Prediction {
  /** S_y, one per query: `embeddingDimension` numbers, unit norm. */
  readonly embeddings: readonly Float32Array[];
  /** Stamp of the oldest frame that could be read; earlier unreadable ones are left out. */
  readonly windowStartNs: bigint;
  /**
   * Milliseconds in the worker: `decode` (image file → pixels), `prepare` (colour, resize,
   * normalise), `x_encoder`, `predictor`.
   */
  readonly stageMs: Readonly<Record<string, number>>;
  /** What was odd about the newest frame, which was read all the same: `jpeg_warning`, `png_warning`. */
  readonly warnings?: readonly string[];
}

export interface Decoded {
  readonly text: string;
  /** Cosine of the embedding and the Y-Encoder's embedding of `text`. */
  readonly confidence: number;
}

/** Who reads a text: the Y-Encoder labels, the Predictor queries. */
export type TextReader = 'y_encoder' | 'predictor';

/** What the pipeline needs to know of a pack. */
export interface PackDescription {
  readonly name: string;
  /** `name/version`, as messages carry it. */
  readonly id: string;
  readonly embeddingDimension: number;
  /** Frames in a window: default, smallest and largest. */
  readonly frames: { readonly default: number; readonly min: number; readonly max: number };
  /** Hz, frames by stamp. */
  readonly samplingRate: number;
  /** `{label}` is replaced by the label before the Y-Encoder reads it. */
  readonly labelTemplate: string;
  /** False where the Predictor ignores X_q. */
  readonly readsQuery: boolean;
  /** X_q where the user gives none. */
  readonly defaultQuery: string;
  /** Change score that the pack's authors recommend as selective decoding's threshold. */
  readonly changeThreshold: number;
}

/**
 * A loaded pack. All promises reject with a {@link VljepaError}; one failing request leaves the
 * engine usable. Embeddings are unit vectors of `pack.embeddingDimension` numbers.
 */
export interface Engine {
  readonly pack: PackDescription;
  /**
   * Reads the newest frame, encodes what is not yet in the camera's ring. Clips that wait together
   * run as one batch. An image that cannot be read fails the clip's `predict`.
   * @throws {VljepaError} where the engine is closed or has failed.
   */
  encode(clip: Clip): VisualTokens;
  /** S_y for each query; releases `tokens`. Rejects where their encoding failed. */
  predict(tokens: VisualTokens, queries: readonly string[]): Promise<Prediction>;
  /** Y-Encoder. */
  encodeText(texts: readonly string[]): Promise<Float32Array[]>;
  /** Of each text the words that the reader's tokenizer does not know; none where it reads no text. */
  unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]>;
  /** Y-Decoder. */
  decode(embedding: Float32Array): Promise<Decoded>;
  /** Empties the ring of a camera (clock jump, deactivation). */
  forget(camera: string): void;
  dispose(): Promise<void>;
}
