import type { Decoded } from '../engine.js';

/** S_y → text. */
export interface YDecoder {
  /**
   * Runs at most one graph per step, so that other requests can run between two. The text may be empty.
   * @param embedding `[dimension]`, unit norm.
   * @throws {VljepaError} REQUEST_FAILED.
   */
  decode(embedding: Float32Array): AsyncIterator<void, Decoded>;
}

/** A text whose chance of being true is not known. */
export function uncalibrated(text: string, similarity: number): Decoded {
  const none = { alternatives: [], implied: [] };
  return { text, confidence: NaN, similarity, sure: true, ...none };
}

/** All steps of a text, one after the other. */
export async function decodeAtOnce(decoder: YDecoder, embedding: Float32Array): Promise<Decoded> {
  const text = decoder.decode(embedding);
  for (;;) {
    const step = await text.next();
    if (step.done === true) return step.value;
  }
}
