import type * as schema from './schema/pack.js';

/** The types of a schema describe what a document holds; the program never writes to one. */
export type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/**
 * pack.yaml, format 1, as schemas/pack.schema.json declares it and `readManifest` has checked it. Field
 * names are the file's; docs/pack-format.md says what they mean.
 */
export type Manifest = Immutable<schema.Manifest>;
export type WordsSpec = Immutable<schema.WordsSpec>;
export type LanguageModelSpec = Immutable<schema.LanguageModelSpec>;
/** How texts become token ids, for the Predictor's query and for the Y-Encoder alike. */
export type TokenizerSpec = Pick<
  Immutable<schema.QuerySpec>,
  'tokenizer' | 'tokenizer_config' | 'max_length' | 'pad_id'
>;

/** The file whose lines the Y-Decoder's graph scores. */
export function scoredLines(decoder: Manifest['y_decoder']): string {
  return decoder.type === 'phrase_bank' ? decoder.phrases : decoder.vocabulary;
}

/** Files of the pack's graphs. */
export function graphsOf({
  x_encoder,
  predictor,
  y_encoder,
  y_decoder,
  words,
}: Manifest): string[] {
  return [x_encoder, predictor, y_encoder, y_decoder, ...(words ? [words] : [])].map(
    ({ graph }) => graph,
  );
}

/** Every file that the manifest names in its parts. */
export function namedFiles(manifest: Manifest): string[] {
  const { x_encoder, predictor, y_encoder, y_decoder, labels, words, golden } = manifest;
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
      ...(labels === undefined ? [] : [labels.typical_states]),
      ...(words === undefined ? [] : [words.graph, words.sentences]),
      golden,
    ]),
  ];
}
