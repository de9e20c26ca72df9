import type { Decoded } from '../engine.js';
import { readPackFile } from '../pack/packFolder.js';
import type { Graph } from './onnx.js';

/** A Y-Decoder that says the phrase whose embedding is nearest. */
export class PhraseBank {
  constructor(
    private readonly graph: Graph,
    private readonly phrases: readonly string[],
  ) {}

  /**
   * @param embedding `[dimension]`, unit norm.
   * @throws {VljepaError} ENGINE_FAILED.
   */
  async decode(embedding: Float32Array): Promise<Decoded> {
    const shape = [1, embedding.length];
    const scores = await this.graph.run({ embedding: { data: embedding, shape } }, 'scores');
    let best = 0;
    for (let i = 1; i < scores.length; i += 1) {
      if ((scores[i] as number) > (scores[best] as number)) best = i;
    }
    return { text: this.phrases[best] as string, confidence: scores[best] as number };
  }
}

/** One phrase a line; a newline at the end of the file is not another phrase. */
export function readPhrases(folder: string, name: string): string[] {
  return readPackFile(folder, name).toString('utf8').replace(/\n$/, '').split('\n');
}
