import { VljepaError } from '../../errors.js';
import type { Manifest } from '../../pack/manifest.js';
import type { Graph, Feed } from './onnx.js';
import { allFinite, chunks, concatenateInto, ScratchBuffers, unstack } from './batch.js';
import type { TextTokenizer, TokenBatch } from './tokenIds.js';

/** One S_y to compute: a clip's visual tokens and the query to read them with. */
export interface PredictorRow {
  readonly tokens: readonly Float32Array[];
  readonly query: string;
}

/** The Predictor: visual tokens and X_q → S_y. */
export class Predictor {
  readonly #scratch = new ScratchBuffers();
  readonly #graph: Graph;
  readonly #spec: Manifest['predictor'];
  readonly #tokenDimension: number;
  /** Present where the Predictor reads X_q. */
  readonly #tokenizer: TextTokenizer | undefined;
  /** Of the last run: window after window is read with the same queries. */
  #queries: { readonly texts: readonly string[]; readonly batch: TokenBatch } | undefined;

  constructor(
    graph: Graph,
    spec: Manifest['predictor'],
    tokenDimension: number,
    tokenizer: TextTokenizer | undefined,
  ) {
    this.#graph = graph;
    this.#spec = spec;
    this.#tokenDimension = tokenDimension;
    this.#tokenizer = tokenizer;
  }

  unknownWords(query: string): string[] {
    return this.#tokenizer?.unknownWords(query) ?? [];
  }

  /**
   * One unit vector a row, in order. Rows with equally many tokens run as one batch; a Predictor
   * that ignores X_q computes each clip once, whatever the number of its queries.
   * @throws {VljepaError} REQUEST_FAILED.
   */
  async predict(rows: readonly PredictorRow[]): Promise<Float32Array[]> {
    const ignoresQuery = this.#tokenizer === undefined;
    const key = (row: PredictorRow): unknown => (ignoresQuery ? row.tokens : row);
    const distinct = new Map(rows.map((row) => [key(row), row]));
    const all = [...distinct.values()];
    const embeddings = new Map<unknown, Float32Array>();
    for (const length of new Set(all.map(({ tokens }) => totalLength(tokens)))) {
      const same = all.filter(({ tokens }) => totalLength(tokens) === length);
      for (const piece of chunks(same, this.#graph.maxBatch)) {
        const output = await this.#graph.run(this.#feeds(piece, length), this.#spec.output);
        unstack(output, piece.length).forEach((embedding, i) => {
          embeddings.set(key(piece[i]!), checked(embedding));
        });
      }
    }
    return rows.map((row) => embeddings.get(key(row))!);
  }

  #feeds(rows: readonly PredictorRow[], length: number): Record<string, Feed> {
    const data = this.#scratch.of(rows.length * length);
    concatenateInto(
      rows.flatMap((row) => row.tokens),
      data,
    );
    const { tokens, query_ids, query_mask } = this.#spec.inputs;
    const shape = [rows.length, length / this.#tokenDimension, this.#tokenDimension];
    const feeds: Record<string, Feed> = { [tokens]: { data, shape } };
    if (this.#tokenizer !== undefined && query_ids !== undefined) {
      const batch = this.#tokens(
        this.#tokenizer,
        rows.map((row) => row.query),
      );
      feeds[query_ids] = { data: batch.ids, shape: batch.shape };
      if (query_mask !== undefined) feeds[query_mask] = { data: batch.mask, shape: batch.shape };
    }
    return feeds;
  }

  #tokens(tokenizer: TextTokenizer, texts: readonly string[]): TokenBatch {
    const last = this.#queries;
    const same = last?.texts.length === texts.length && texts.every((t, i) => t === last.texts[i]);
    if (last !== undefined && same) return last.batch;
    const batch = tokenizer.batch(texts);
    this.#queries = { texts, batch };
    return batch;
  }
}

const totalLength = (parts: readonly Float32Array[]): number =>
  parts.reduce((sum, part) => sum + part.length, 0);

function checked(embedding: Float32Array): Float32Array {
  if (!allFinite(embedding)) {
    throw new VljepaError(
      'REQUEST_FAILED',
      'the Predictor gave an embedding with numbers that are not finite; the pack is broken',
    );
  }
  return embedding;
}
