import type { DecodeContext, Decoded } from '../engine.js';
import { VljepaError } from '../../errors.js';
import type { WordsSpec } from '../../pack/manifest.js';
import type { Sentence } from '../../pack/sentences.js';
import { cosine } from '../../selective/unitVector.js';
import { allFinite } from './batch.js';
import { chooseSentence, impliedBy } from './chooseSentence.js';
import type { Graph } from './onnx.js';
import type { YEncoder } from './yEncoder.js';

/** Sentences with a known chance of being true: the pack's graph gives each a probability. */
export class CalibratedWords {
  readonly #graph: Graph;
  readonly #spec: WordsSpec;
  readonly #sentences: readonly Sentence[];
  readonly #yEncoder: YEncoder;

  constructor(graph: Graph, spec: WordsSpec, sentences: readonly Sentence[], yEncoder: YEncoder) {
    this.#graph = graph;
    this.#spec = spec;
    this.#sentences = sentences;
    this.#yEncoder = yEncoder;
  }

  /** Whether the probabilities hold for what the Predictor answers to this query. */
  answers(query: string): boolean {
    return this.#spec.queries.includes(query);
  }

  /**
   * Runs at most one graph per step.
   * @throws {VljepaError} REQUEST_FAILED.
   */
  async *decode(
    embedding: Float32Array,
    { features, minProbability, changed }: DecodeContext,
  ): AsyncGenerator<void, Decoded, void> {
    const probabilities = await this.#graph.run(
      {
        embedding: { data: embedding, shape: [1, embedding.length] },
        features: { data: features, shape: [1, features.length] },
      },
      'probabilities',
    );
    if (!allFinite(probabilities)) {
      throw new VljepaError(
        'REQUEST_FAILED',
        `${this.#spec.graph} gave probabilities that are not finite; the pack is broken`,
      );
    }
    yield;
    const choice = chooseSentence(this.#sentences, probabilities, minProbability, changed);
    const sentence = this.#sentences[choice.chosen]!;
    const [meaning] = await this.#yEncoder.encode([sentence.text]);
    return {
      text: sentence.text,
      confidence: probabilities[choice.chosen]!,
      similarity: cosine(embedding, meaning!),
      alternatives: choice.alternatives.map((i) => ({
        text: this.#sentences[i]!.text,
        probability: probabilities[i]!,
      })),
      sure: choice.sure,
      implied: impliedBy(sentence, this.#sentences),
    };
  }
}
