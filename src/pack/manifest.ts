import type { ImageSpec } from '../image/imageSpec.js';

/** pack.yaml, format 1, as `schema.ts` has checked it. Field names are the file's. */
export interface Manifest {
  readonly format: 1;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly licence: string;
  /** Where each part comes from. */
  readonly origin: readonly {
    readonly part: string;
    readonly name: string;
    readonly source: string;
    readonly licence: string;
  }[];
  readonly embedding_dimension: number;
  readonly x_encoder: {
    readonly graph: string;
    readonly input: string;
    readonly output: string;
    /** `per_frame`: [batch, 3, H, W]; `per_clip`: [batch, frames, 3, H, W]. */
    readonly mode: 'per_frame' | 'per_clip';
    readonly image: ImageSpec;
    /** Frames in a window. */
    readonly frames: { readonly default: number; readonly min: number; readonly max: number };
    /** Hz. */
    readonly sampling_rate: number;
    /** Tokens of one frame (`per_frame`) or of one clip (`per_clip`). */
    readonly tokens: { readonly count: number; readonly dimension: number };
    /** How a window's tokens are pooled into its features; the mean where it is left out. */
    readonly features?: { readonly pool: 'mean' };
  };
  readonly predictor: {
    readonly graph: string;
    readonly inputs: {
      readonly tokens: string;
      readonly query_ids?: string;
      readonly query_mask?: string;
    };
    readonly output: string;
    /** There where the Predictor reads X_q. */
    readonly query?: TokenizerSpec & { readonly default: string };
  };
  readonly y_encoder: TokenizerSpec & {
    readonly graph: string;
    readonly inputs: { readonly ids: string; readonly mask: string };
    readonly output: string;
    /** What the graph does inside; for people. */
    readonly pooling: string;
    readonly label_template: string;
  };
  readonly y_decoder: PhraseBankSpec | LanguageModelSpec;
  readonly selective_decoding: { readonly threshold: number };
  /** Every file of the pack but pack.yaml. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
  readonly golden: string;
}

export interface PhraseBankSpec {
  readonly type: 'phrase_bank';
  /** `embedding` [batch, dimension] → `scores` [batch, phrases]. */
  readonly graph: string;
  /** One text a line, in the order of the graph's scores. */
  readonly phrases: string;
}

export interface LanguageModelSpec {
  readonly type: 'language_model';
  /**
   * An embedding [batch, dimension] and the ids so far, int64 [batch, length], `<begin>` first →
   * the next piece's logits [batch, pieces].
   */
  readonly graph: string;
  readonly inputs: { readonly embedding: string; readonly ids: string };
  readonly output: string;
  /**
   * One word piece of the Y-Encoder's tokenizer a line, in the order of the logits; the first four
   * lines are `<pad>`, `<begin>`, `<end>`, `<unknown>`.
   */
  readonly vocabulary: string;
  /** Pieces that are generated for a text at most, the end among them. */
  readonly max_length: number;
}

export interface TokenizerSpec {
  readonly tokenizer: string;
  readonly tokenizer_config: string;
  /** Tokens, special ones included; longer texts are cut. */
  readonly max_length: number;
  /** Fills shorter texts of a batch; masked. Default 0. */
  readonly pad_id?: number;
}

/** The file whose lines are what the Y-Decoder's graph scores. */
export function scoredLines(decoder: Manifest['y_decoder']): string {
  return decoder.type === 'phrase_bank' ? decoder.phrases : decoder.vocabulary;
}

/** Every file that the manifest names in its parts. */
export function namedFiles(manifest: Manifest): string[] {
  const { x_encoder, predictor, y_encoder, y_decoder, golden } = manifest;
  const { query } = predictor;
  return [
    ...new Set([
      x_encoder.graph,
      predictor.graph,
      ...(query === undefined ? [] : [query.tokenizer, query.tokenizer_config]),
      y_encoder.graph,
      y_encoder.tokenizer,
      y_encoder.tokenizer_config,
      y_decoder.graph,
      scoredLines(y_decoder),
      golden,
    ]),
  ];
}
