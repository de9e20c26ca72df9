import { VljepaError } from '../../errors.js';
import type { Manifest } from '../../pack/manifest.js';
import type { Graph } from './onnx.js';
import { allFinite, chunks, unstack } from './batch.js';
import type { TextTokenizer } from './tokenIds.js';

/** Texts in one run: long lists must not hold up frames, and padding costs more the more there are. */
const TEXTS_PER_RUN = 16;

/** The Y-Encoder: text → S_y space. */
export class YEncoder {
  readonly #graph: Graph;
  readonly #spec: Manifest['y_encoder'];
  readonly #tokenizer: TextTokenizer;

  constructor(graph: Graph, spec: Manifest['y_encoder'], tokenizer: TextTokenizer) {
    this.#graph = graph;
    this.#spec = spec;
    this.#tokenizer = tokenizer;
  }

  unknownWords(text: string): string[] {
    return this.#tokenizer.unknownWords(text);
  }

  /**
   * One unit vector a text, in order.
   * @throws {VljepaError} REQUEST_FAILED.
   */
  async encode(texts: readonly string[]): Promise<Float32Array[]> {
    const embeddings: Float32Array[] = [];
    for (const piece of chunks(texts, Math.min(TEXTS_PER_RUN, this.#graph.maxBatch))) {
      const { ids, mask, shape } = this.#tokenizer.batch(piece);
      const output = await this.#graph.run(
        {
          [this.#spec.inputs.ids]: { data: ids, shape },
          [this.#spec.inputs.mask]: { data: mask, shape },
        },
        this.#spec.output,
      );
      if (!allFinite(output)) throw notFinite();
      embeddings.push(...unstack(output, piece.length));
    }
    return embeddings;
  }
}

function notFinite(): VljepaError {
  return new VljepaError(
    'REQUEST_FAILED',
    'the Y-Encoder gave embeddings with numbers that are not finite; use other texts, or another pack',
  );
}
