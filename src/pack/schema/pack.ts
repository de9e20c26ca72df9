// Written by `npm run generate` from schemas/pack.schema.json.

/**
 * Tokens of a text, special ones included; longer texts are cut.
 */
export type MaxLength = number;
/**
 * Token id that fills shorter texts of a batch; masked. 0 where it is left out.
 */
export type PadId = number;
/**
 * The path of a file in the pack's folder, relative to it, that does not leave it.
 */
export type File = string;

/**
 * pack.yaml, format 1: the manifest of a model pack. Every object is closed: a field that is not named here is an error.
 */
export interface Manifest {
  /**
   * Number of the format.
   */
  format: 1;
  /**
   * Name of the pack; with the version it is what messages give as `pack`.
   */
  name: string;
  /**
   * Version of the pack. Embeddings of different versions cannot be compared.
   */
  version: string;
  /**
   * One sentence, for people.
   */
  description: string;
  /**
   * License of the pack as a whole, an SPDX expression where there is one.
   */
  license: string;
  /**
   * Where each part comes from.
   *
   * @minItems 1
   */
  origin: [Origin, ...Origin[]];
  /**
   * Length of an embedding S_y, the same for Predictor and Y-Encoder.
   */
  embedding_dimension: number;
  x_encoder: XEncoderSpec;
  predictor: PredictorSpec;
  y_encoder: YEncoderSpec;
  /**
   * What turns an embedding S_y into text: one of the two below, by its `type`.
   */
  y_decoder: PhraseBankSpec | LanguageModelSpec;
  labels?: LabelsSpec;
  answers?: AnswersSpec;
  words?: WordsSpec;
  /**
   * Values of the pack for the parameters `selective_decoding.*`.
   */
  selective_decoding: {
    /**
     * Change score above which the world counts as changed.
     */
    threshold: number;
  };
  /**
   * How the graphs run where an execution provider other than the CPU is chosen.
   */
  execution?: {
    /**
     * Graphs that run on the CPU whatever is chosen.
     */
    keep_on_cpu?: File[];
    /**
     * How far a component of a golden vector may be off there, where that is more than the vector's own tolerance: a GPU may compute in half precision.
     */
    golden_tolerance?: number;
  };
  /**
   * Every file of the pack but pack.yaml, by its path in the folder.
   */
  files: {
    [k: string]: ListedFile;
  };
  /**
   * The path of a file in the pack's folder, relative to it, that does not leave it.
   */
  golden: string;
}
/**
 * Where a part of the pack comes from.
 */
export interface Origin {
  /**
   * The part: `x_encoder`, `predictor`, `y_encoder`, `y_decoder`, `golden`.
   */
  part: string;
  /**
   * What it is.
   */
  name: string;
  /**
   * Where it was taken from, with a version.
   */
  source: string;
  /**
   * Its license.
   */
  license: string;
}
/**
 * X-Encoder: the visual input X_v → tokens.
 */
export interface XEncoderSpec {
  /**
   * ONNX graph.
   */
  graph: string;
  /**
   * The graph's input, float32 [batch, 3, height, width] with mode `per_frame`, [batch, frames, 3, height, width] with `per_clip`.
   */
  input: string;
  /**
   * The graph's output, float32 [batch, tokens.count, tokens.dimension].
   */
  output: string;
  /**
   * Whether the graph encodes each frame by itself or a window as a whole.
   */
  mode: 'per_frame' | 'per_clip';
  image: ImageSpec;
  frames: FramesSpec;
  /**
   * Rate at which frames are sampled by their stamps, Hz; each of them completes a window.
   */
  sampling_rate: number;
  tokens: TokensSpec;
  /**
   * How a window's tokens are pooled into its features; the mean where it is left out.
   */
  features?: {
    /**
     * `mean`: of all tokens of the window, float32 [tokens.dimension].
     */
    pool: 'mean';
  };
}
/**
 * How the X-Encoder wants its pixels.
 */
export interface ImageSpec {
  /**
   * Pixels that the X-Encoder reads.
   */
  height: number;
  /**
   * Pixels that the X-Encoder reads.
   */
  width: number;
  /**
   * `stretch` to height × width, or `short_side`: keep the proportions, then crop.
   */
  resize: 'stretch' | 'short_side';
  /**
   * Pixels of the shorter side after resizing; with `resize: short_side` alone.
   */
  short_side?: number;
  /**
   * `none` with `resize: stretch`, `center` with `resize: short_side`.
   */
  crop: 'none' | 'center';
  /**
   * OpenCV's, with half-pixel centres.
   */
  interpolation: 'linear' | 'area' | 'cubic';
  /**
   * `exact`: every pixel of an image file is decompressed, and the picture resized then. `reduced`: a JPEG of at least three times the wanted width and height is made smaller while it is decompressed, every pixel counted, in place of `interpolation`; that is faster and without aliasing, so for packs that were trained on antialiased pictures. `exact` where it is left out.
   */
  decompress?: 'exact' | 'reduced';
  /**
   * Order of the colours in the graph's input.
   */
  channels: 'rgb' | 'bgr';
  /**
   * On 0…255 values, in the order of `channels`: (x − mean) / std.
   *
   * @minItems 3
   * @maxItems 3
   */
  mean: [number, number, number];
  /**
   * As `mean`.
   *
   * @minItems 3
   * @maxItems 3
   */
  std: [number, number, number];
}
/**
 * Frames in a window.
 */
export interface FramesSpec {
  /**
   * Where the parameter `cameras.<name>.window` is 0.
   */
  default: number;
  /**
   * The fewest.
   */
  min: number;
  /**
   * The most.
   */
  max: number;
}
/**
 * What the X-Encoder gives.
 */
export interface TokensSpec {
  /**
   * Tokens of one frame (`per_frame`) or of one clip (`per_clip`).
   */
  count: number;
  /**
   * Length of a token.
   */
  dimension: number;
}
/**
 * Predictor: visual tokens and the query X_q → the embedding S_y of the answer.
 */
export interface PredictorSpec {
  /**
   * ONNX graph.
   */
  graph: string;
  inputs: PredictorInputs;
  /**
   * The graph's output, float32 [batch, embedding_dimension].
   */
  output: string;
  query?: QuerySpec;
}
/**
 * Names of the graph's inputs.
 */
export interface PredictorInputs {
  /**
   * A window's tokens, float32 [batch, frames × tokens.count, tokens.dimension] with mode `per_frame`, [batch, tokens.count, tokens.dimension] with `per_clip`.
   */
  tokens: string;
  /**
   * The query's token ids, int64 [batch, length]; together with `query` alone.
   */
  query_ids?: string;
  /**
   * 1 for a token of the query, 0 for padding, int64 [batch, length].
   */
  query_mask?: string;
}
/**
 * How the Predictor reads X_q; left out where it reads none.
 */
export interface QuerySpec {
  /**
   * Hugging Face tokenizer.json.
   */
  tokenizer: string;
  /**
   * Hugging Face tokenizer_config.json.
   */
  tokenizer_config: string;
  max_length: MaxLength;
  pad_id?: PadId;
  /**
   * The query that is asked where the parameter `query` is empty.
   */
  default: string;
}
/**
 * Y-Encoder: text → an embedding in the space of S_y.
 */
export interface YEncoderSpec {
  /**
   * ONNX graph.
   */
  graph: string;
  inputs: YEncoderInputs;
  /**
   * The graph's output, float32 [batch, embedding_dimension].
   */
  output: string;
  /**
   * Hugging Face tokenizer.json.
   */
  tokenizer: string;
  /**
   * Hugging Face tokenizer_config.json.
   */
  tokenizer_config: string;
  max_length: MaxLength;
  pad_id?: PadId;
  /**
   * How the graph makes one embedding of its tokens; for people.
   */
  pooling: string;
  /**
   * The text that a label is put into, in place of `{label}`.
   */
  label_template: string;
}
/**
 * Names of the graph's inputs.
 */
export interface YEncoderInputs {
  /**
   * Token ids, int64 [batch, length].
   */
  ids: string;
  /**
   * 1 for a token, 0 for padding, int64 [batch, length].
   */
  mask: string;
}
/**
 * Y-Decoder that scores fixed texts: `embedding` float32 [batch, embedding_dimension] → `scores` float32 [batch, phrases].
 */
export interface PhraseBankSpec {
  /**
   * Which of the two it is.
   */
  type: 'phrase_bank';
  /**
   * ONNX graph.
   */
  graph: string;
  /**
   * Text file, one text a line, in the order of the graph's scores.
   */
  phrases: string;
}
/**
 * Y-Decoder that generates a text, one word piece a run: an embedding and the ids so far → the next piece's logits.
 */
export interface LanguageModelSpec {
  /**
   * Which of the two it is.
   */
  type: 'language_model';
  /**
   * ONNX graph.
   */
  graph: string;
  inputs: LanguageModelInputs;
  /**
   * The next piece's logits, float32 [batch, pieces].
   */
  output: string;
  /**
   * Text file, one word piece of the Y-Encoder's tokenizer a line, in the order of the logits; the first four lines are `<pad>`, `<begin>`, `<end>`, `<unknown>`.
   */
  vocabulary: string;
  /**
   * Pieces that are generated for a text at most, the end among them.
   */
  max_length: number;
}
/**
 * Names of the graph's inputs.
 */
export interface LanguageModelInputs {
  /**
   * S_y, float32 [batch, embedding_dimension].
   */
  embedding: string;
  /**
   * Ids of the pieces so far, int64 [batch, length], `<begin>` first.
   */
  ids: string;
}
/**
 * How likely labels are true. A label is held against S_y under each of `queries`: its cosine with it, less its product with the typical state of that query, is a score that no label gets from every window. A label's weight is the largest exp(scale × score + offset) of the queries, that of `other`, none of the labels, exp(other); probabilities are shares of all weights. Where it is left out, labels have cosines alone, and no probabilities.
 */
export interface LabelsSpec {
  /**
   * The mean S_y of typical windows under each of `queries`, or a share of it; not scaled to unit norm: float32, little-endian, [queries, embedding_dimension].
   */
  typical_states: string;
  /**
   * Queries that the Predictor is asked while labels are set, whatever the parameter `query` says; in the order of `typical_states`.
   *
   * @minItems 1
   */
  queries: [LabelQuery, ...LabelQuery[]];
  /**
   * Logarithm of the weight of `other`.
   */
  other: number;
}
/**
 * A query that labels are answers to.
 */
export interface LabelQuery {
  /**
   * X_q.
   */
  query: string;
  /**
   * What a score counts.
   */
  scale: number;
  /**
   * Added to each scaled score.
   */
  offset: number;
}
/**
 * How likely an answer to a closed question is right: the weight of each of the answers that are offered is exp(scale × cosine) of its embedding with S_y under the question, that of `yes` times exp(yes_offset); probabilities are shares of all weights. Conditions are asked as yes-or-no questions. Where it is left out, answers have no probabilities, and conditions are held against windows as labels.
 */
export interface AnswersSpec {
  /**
   * The answer that says yes.
   */
  yes: string;
  /**
   * The answer that says no.
   */
  no: string;
  /**
   * What a cosine counts.
   */
  scale: number;
  /**
   * Added to the scaled cosine of `yes` in yes-or-no questions.
   */
  yes_offset: number;
}
/**
 * Sentences with a known chance of being true. Without it texts come from the Y-Decoder alone, and nobody knows how likely they are true.
 */
export interface WordsSpec {
  /**
   * ONNX graph.
   */
  graph: string;
  /**
   * Text file, one sentence a line, in the order of the probabilities: its level, what it claims, names of the thing that it names, that thing's colour and the text, with tabs between, and `|` between several claims or names. A higher level is more specific: 0 says only that something has changed, 1 how things stand, 2 what moves. A sentence is true if one of its claims is; one that claims all that another claims, and is more general, is implied by it.
   */
  sentences: string;
  /**
   * The queries whose answers the probabilities hold for; others are answered by the Y-Decoder.
   *
   * @minItems 1
   */
  queries: [string, ...string[]];
}
/**
 * A file of the pack.
 */
export interface ListedFile {
  /**
   * SHA-256 of the contents, 64 hexadecimal digits in lower case.
   */
  sha256: string;
  /**
   * Size in bytes.
   */
  bytes: number;
}
