import { map, type MonoTypeOperatorFunction } from 'rxjs';
import type { Engine } from '../engine/engine.js';
import type { WorldState } from '../worldState.js';

/** Labels and their Y-Encoder embeddings (unit norm), in one order. */
export interface LabelSpace {
  readonly labels: readonly string[];
  readonly embeddings: readonly Float32Array[];
}

/** Each label once through the Y-Encoder, in the pack's prompt template. */
export async function encodeLabels(engine: Engine, labels: readonly string[]): Promise<LabelSpace> {
  if (labels.length === 0) return { labels, embeddings: [] };
  const prompts = labels.map((label) => engine.pack.labelTemplate.replaceAll('{label}', label));
  return { labels, embeddings: await engine.encodeText(prompts) };
}

/** Cosine of two unit vectors of the same length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Scores every state against the labels that are set now, best first; nothing is decoded. */
export function classify(labelSpace: () => LabelSpace): MonoTypeOperatorFunction<WorldState> {
  return map((state) => {
    const { labels, embeddings } = labelSpace();
    const scores = labels.map((label, i) => ({
      label,
      score: cosine(state.embedding, embeddings[i]!),
    }));
    return { ...state, labels: scores.sort((a, b) => b.score - a.score) };
  });
}
