// Written by `npm run generate` from schemas/golden.schema.json.

/**
 * The path of a file in the pack's folder, relative to it, that does not leave it.
 */
export type File = string;
/**
 * The largest absolute difference of a component that is allowed.
 */
export type Tolerance = number;

/**
 * Golden vectors of a model pack: inputs with the outputs that the pack's authors got. They are computed anew each time the pack is loaded; a pack that computes something else is refused.
 */
export interface Golden {
  /**
   * Windows with the embeddings that X-Encoder and Predictor give.
   *
   * @minItems 1
   */
  clips: [GoldenClip, ...GoldenClip[]];
  /**
   * Texts with the embeddings that the Y-Encoder gives.
   *
   * @minItems 1
   */
  texts: [GoldenText, ...GoldenText[]];
  /**
   * What the Y-Decoder says of the clips' embeddings.
   */
  decodes: GoldenDecode[];
}
export interface GoldenClip {
  /**
   * Image files in the pack's folder, oldest first; fewer than a window are padded with the oldest.
   *
   * @minItems 1
   */
  frames: [File, ...File[]];
  /**
   * X_q. The pack's default query where it is left out.
   */
  query?: string;
  /**
   * S_y of the clip, [embedding_dimension], unit norm.
   *
   * @minItems 1
   */
  embedding: [number, ...number[]];
  tolerance: Tolerance;
}
export interface GoldenText {
  /**
   * A text, without the label template.
   */
  text: string;
  /**
   * S_y of the text, [embedding_dimension], unit norm.
   *
   * @minItems 1
   */
  embedding: [number, ...number[]];
  tolerance: Tolerance;
}
export interface GoldenDecode {
  /**
   * Index in `clips`, counted from 0.
   */
  text_of_clip: number;
  /**
   * The text that the Y-Decoder gives for the clip's embedding.
   */
  phrase: string;
}
