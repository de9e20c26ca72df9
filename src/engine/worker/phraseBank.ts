import type { Decoded } from '../engine.js';
import type { Graph } from './onnx.js';
import { uncalibrated, type YDecoder } from './yDecoder.js';

/** A Y-Decoder that gives the phrase whose embedding is nearest. */
export class PhraseBank implements YDecoder {
  readonly #graph: Graph;
  readonly #phrases: readonly string[];

  constructor(graph: Graph, phrases: readonly string[]) {
    this.#graph = graph;
    this.#phrases = phrases;
  }

  decode(embedding: Float32Array): AsyncIterator<void, Decoded> {
    return { next: async () => ({ done: true, value: await this.#nearest(embedding) }) };
  }

  async #nearest(embedding: Float32Array): Promise<Decoded> {
    const shape = [1, embedding.length];
    const scores = await this.#graph.run({ embedding: { data: embedding, shape } }, 'scores');
    let best = 0;
    for (let i = 1; i < scores.length; i += 1) {
      if (scores[i]! > scores[best]!) best = i;
    }
    return uncalibrated(this.#phrases[best]!, scores[best]!);
  }
}
