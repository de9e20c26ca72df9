import type { VljepaError } from '../errors.js';
import type { Frame } from '../frame.js';
import type { TextCandidate } from '../worldState.js';
import type { Runtime } from '../executionProvider.js';

/** The frames that one world state is computed from, oldest first; only the newest carries pixels. */
export interface Clip {
  readonly camera: string;
  /** Ids and stamps of the window's frames, oldest first, the newest last. */
  readonly frames: readonly { readonly id: number; readonly stampNs: bigint }[];
  /**
   * The newest frame. Its image is handed over to the engine, and its buffer detached. Where `encode`
   * throws, an image whose buffer is still there is the caller's.
   */
  readonly newest: Frame;
  /** Frames the pack wants in a window; a shorter clip is padded with its oldest frame. */
  readonly length: number;
}

export interface Prediction {
  /** S_y, one per query: `embeddingDimension` numbers, unit norm. */
  readonly embeddings: readonly Float32Array[];
  /**
   * The X-Encoder's tokens of the newest frame alone, of the whole clip where the pack encodes clips,
   * pooled by their mean: `[tokens.dimension]`, not normalised.
   */
  readonly frameFeatures: Float32Array;
  /** The newest frame's luma, as lumaGrid gives it; undefined where the frame had been read before. */
  readonly luma?: Float32Array | undefined;
  /** Stamp of the oldest frame that could be read; earlier unreadable ones are left out. */
  readonly windowStartNs: bigint;
  /**
   * Milliseconds: `turn` (from receiving the newest frame to handing it to the engine), `wait` (until the
   * worker prepares it, less its decompression), `decompress` (image file → pixels), `prepare` (colour,
   * resize, normalise), `gate`, `x_encoder`, `predictor`, `reply` (back from the worker); without those
   * that the gate saved.
   */
  readonly stageMs: Readonly<Record<string, number>>;
  /** What the gate took from earlier windows. Absent: nothing. */
  readonly reused?: {
    /** The newest frame was not encoded. */
    readonly encoding: boolean;
    /** No state of the window was computed. */
    readonly state: boolean;
  };
  /** What was odd about the newest frame, which was read nevertheless: `jpeg_warning`, `png_warning`. */
  readonly warnings?: readonly string[];
}

export interface Decoded {
  readonly text: string;
  /** Probability that the text is true, 0 to 1; NaN where the pack does not know it. */
  readonly confidence: number;
  /** Cosine of the embedding and the Y-Encoder's embedding of `text`. */
  readonly similarity: number;
  /** What is as specific as the text or more so and comes next, most probable first. */
  readonly alternatives: readonly TextCandidate[];
  /** False where nothing that the pack can say is probable enough. */
  readonly sure: boolean;
  /** General texts that are true wherever this one is. */
  readonly implied: readonly string[];
}

/** What a text's chance of being true depends on besides the embedding. */
export interface DecodeContext {
  /** X_q that the embedding answers. */
  readonly query: string;
  /** `Prediction.frameFeatures` of the newest frame. */
  readonly features: Float32Array;
  /** The most specific text that is at least so probable is given. */
  readonly minProbability: number;
  /** Whether the text is to tell of a change. */
  readonly changed: boolean;
}

/** Which part reads a text: the Y-Encoder reads labels, the Predictor queries. */
export type TextReader = 'y_encoder' | 'predictor';

/** A query that labels are answers to, and how a label's score under it counts. */
export interface LabelQuery {
  readonly query: string;
  /** Mean S_y of typical windows, or a share of it: `embeddingDimension` numbers, not unit norm. */
  readonly typicalState: Float32Array;
  readonly scale: number;
  readonly offset: number;
}

/** What probabilities of labels are computed from. */
export interface LabelCalibration {
  readonly queries: readonly LabelQuery[];
  /** Logarithm of the weight of none of the labels. */
  readonly other: number;
}

/** What probabilities of answers to closed questions are computed from. */
export interface AnswerCalibration {
  /** The answers of a yes-or-no question. */
  readonly yes: string;
  readonly no: string;
  /** An answer's weight is exp(scale × cosine) of its embedding with S_y. */
  readonly scale: number;
  /** Added to the logarithm of the weight of `yes`. */
  readonly yesOffset: number;
}

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
  /** Absent where the pack says nothing about how likely labels are true. */
  readonly labels?: LabelCalibration;
  /** Absent where the pack says nothing about how likely answers are true. */
  readonly answers?: AnswerCalibration;
  /** Change score that the pack's authors recommend as selective decoding's threshold. */
  readonly changeThreshold: number;
}

/** When a frame is not encoded, as it shows what earlier ones of its camera show. */
export interface GateSettings {
  /** 1: the usual; with 2 half as much of a difference counts as a change. Above 0. */
  readonly sensitivity: number;
  /** Longest time by the stamps for which a frame's tokens stand for later frames. */
  readonly longestSeconds: number;
}

/** What a window is for, beside predictions and features, and how it is computed. */
export interface EncodeOptions {
  /** Keeps the newest frame's pixels until the window is released. Default false. */
  readonly preview?: boolean;
  /** Default undefined: every frame is encoded. */
  readonly gate?: GateSettings | undefined;
}

/**
 * One clip, encoded: any number of requests can be made of it until it is released, and at once, without
 * waiting for the X-Encoder. Whoever encodes a clip releases its window. An engine keeps the newest
 * 64 windows that have not been released, and the newest 128 MiB of the images that previews need;
 * requests to an older one reject with WINDOW_RELEASED.
 */
export interface EncodedWindow extends Disposable {
  /** S_y for each query, in order. Rejects where the clip's newest frame could not be read or encoded. */
  predict(queries: readonly string[]): Promise<Prediction>;
  /**
   * The X-Encoder's tokens pooled as the pack declares (`x_encoder.features`; else their mean over the
   * whole window, padding included): `[tokens.dimension]`, not normalised.
   */
  features(): Promise<Float32Array>;
  /**
   * The newest frame as a JPEG file, `width` pixels wide where the frame is not narrower, with the
   * frame's aspect ratio. Rejects with REQUEST_FAILED where the clip was encoded without `preview`.
   * @param width at least 1
   */
  preview(width: number): Promise<Uint8Array>;
  /**
   * Frees it in the engine; pending requests reject with WINDOW_RELEASED. Idempotent. A window without
   * pending requests and without pixels may stay in the engine until the next request, for a second at
   * most.
   */
  release(): void;
}

/**
 * A loaded pack. All promises reject with a {@link VljepaError}; one failing request leaves the
 * engine usable. Embeddings are unit vectors of `pack.embeddingDimension` numbers.
 */
export interface Engine {
  readonly pack: PackDescription;
  /**
   * Reads the newest frame, encodes what is not yet in the camera's cache. Clips that wait together
   * run as one batch. An image that cannot be read fails all requests to the window.
   * @throws {VljepaError} where the engine is closed or has failed.
   */
  encode(clip: Clip, options?: EncodeOptions): EncodedWindow;
  /** Y-Encoder. */
  encodeText(texts: readonly string[]): Promise<Float32Array[]>;
  /** For each text the words that the reader's tokenizer does not know; none where it reads no text. */
  unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]>;
  /** Y-Decoder; with a context, and where the pack knows their probabilities, its sentences. */
  decode(embedding: Float32Array, context?: DecodeContext): Promise<Decoded>;
  /** Empties the frame cache of a camera (deactivation): its next window starts empty. */
  releaseCamera(camera: string): void;
  dispose(): Promise<void>;
}

/** An engine with its pack's graphs on this machine's hardware. */
export interface LocalEngine extends Engine {
  readonly runtime: Runtime;
}

/** Callbacks about an engine that stops. */
export interface EngineEvents {
  /** It is started again after `waitSeconds`. Called each time it stops, and each time a start fails. */
  readonly died: (reason: VljepaError, waitSeconds: number) => void;
  readonly recovered: () => void;
  /** It is not started again, and every request fails with `reason`, whose consequence is the error transition. */
  readonly failed: (reason: VljepaError) => void;
}

/** An engine that is started again when it stops by itself; its users keep the same object. */
export interface ResilientEngine extends LocalEngine {
  /** True while it is being started again, and once it has failed: every request fails. */
  readonly stopped: boolean;
  /** Sets the callbacks, in place of earlier ones. */
  watch(events: EngineEvents): void;
}
