import type { Decoded } from '../engine.js';
import { VljepaError } from '../../errors.js';
import type { LanguageModelSpec } from '../../pack/manifest.js';
import { cosine } from '../../selective/unitVector.js';
import type { Graph } from './onnx.js';
import { WordPieces } from './wordPieces.js';
import { uncalibrated, type YDecoder } from './yDecoder.js';
import type { YEncoder } from './yEncoder.js';

/**
 * A Y-Decoder that writes: a small language model conditioned on the embedding, decoded greedily.
 * Its graph keeps nothing between pieces, so each step reads the whole text so far again.
 */
export class LanguageModel implements YDecoder {
  readonly #graph: Graph;
  readonly #spec: LanguageModelSpec;
  readonly #pieces: WordPieces;
  readonly #yEncoder: YEncoder;

  constructor(graph: Graph, spec: LanguageModelSpec, pieces: WordPieces, yEncoder: YEncoder) {
    this.#graph = graph;
    this.#spec = spec;
    this.#pieces = pieces;
    this.#yEncoder = yEncoder;
  }

  async *decode(embedding: Float32Array): AsyncGenerator<void, Decoded, void> {
    const ids: number[] = [];
    while (ids.length < this.#spec.max_length) {
      const next = likeliest(await this.#logits(embedding, ids));
      yield;
      if (next === WordPieces.end) break;
      ids.push(next);
    }
    const text = this.#pieces.text(ids);
    const [meaning] = await this.#yEncoder.encode([text]);
    return uncalibrated(text, cosine(embedding, meaning!));
  }

  /** Of the piece that follows `ids`: `[pieces]`. */
  async #logits(embedding: Float32Array, ids: readonly number[]): Promise<Float32Array> {
    const read = BigInt64Array.from([WordPieces.begin, ...ids], BigInt);
    const { inputs, output, graph, vocabulary } = this.#spec;
    const logits = await this.#graph.run(
      {
        [inputs.embedding]: { data: embedding, shape: [1, embedding.length] },
        [inputs.ids]: { data: read, shape: [1, read.length] },
      },
      output,
    );
    // A graph may leave the width free, so that only a run shows it.
    if (logits.length !== this.#pieces.count) {
      throw new VljepaError(
        'PACK_SHAPE',
        `${graph} gives ${logits.length} logits, ${vocabulary} has ${this.#pieces.count} lines: ` +
          'expected as many; export both again',
      );
    }
    return logits;
  }
}

/** The end or a piece of text, never another special piece. Among equals the first. */
function likeliest(logits: Float32Array): number {
  let best = WordPieces.end;
  for (let id = WordPieces.first; id < logits.length; id += 1) {
    if (logits[id]! > logits[best]!) best = id;
  }
  return best;
}
