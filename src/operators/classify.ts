import { map, type MonoTypeOperatorFunction } from 'rxjs';
import type { Engine, LabelCalibration } from '../engine/engine.js';
import { cosine } from '../selective/unitVector.js';
import type { LabelScore, WorldState } from '../worldState.js';

/** Labels and what they are scored by, in one order. */
export interface LabelSpace {
  readonly labels: readonly string[];
  /** Of the Y-Encoder: unit norm. */
  readonly embeddings: readonly Float32Array[];
  /** Queries that labels are held against for their probabilities; none where there are none. */
  readonly queries: readonly string[];
  /**
   * For each label and query: logit = scale × cosine + bias. The bias takes off what the label gets from
   * a typical window, so that no label is near to all of them.
   */
  readonly logits: readonly (readonly { readonly scale: number; readonly bias: number }[])[];
  /** Weight of none of the labels. */
  readonly otherWeight: number;
}

export const NO_LABELS: LabelSpace = {
  labels: [],
  embeddings: [],
  queries: [],
  logits: [],
  otherWeight: NaN,
};

/** Each label once through the Y-Encoder, in the pack's prompt template. */
export async function encodeLabels(engine: Engine, labels: readonly string[]): Promise<LabelSpace> {
  if (labels.length === 0) return NO_LABELS;
  const prompts = labels.map((label) => engine.pack.labelTemplate.replaceAll('{label}', label));
  return labelSpace(labels, await engine.encodeText(prompts), engine.pack.labels);
}

/** @param calibration of the pack; without one labels have no probabilities */
export function labelSpace(
  labels: readonly string[],
  embeddings: readonly Float32Array[],
  calibration: LabelCalibration | undefined,
): LabelSpace {
  if (calibration === undefined) return { ...NO_LABELS, labels, embeddings };
  const { queries, other } = calibration;
  return {
    labels,
    embeddings,
    queries: queries.map(({ query }) => query),
    logits: embeddings.map((embedding) =>
      queries.map(({ typicalState, scale, offset }) => ({
        scale,
        bias: offset - scale * cosine(embedding, typicalState),
      })),
    ),
    otherWeight: Math.exp(other),
  };
}

/**
 * Scores every state against the labels that are set now; nothing is decoded. Best first: by their
 * probabilities, by their cosines where they have none.
 */
export function classify(labels: () => LabelSpace): MonoTypeOperatorFunction<WorldState> {
  return map((state) => {
    const space = labels();
    const { labels: probabilities, other } = labelProbabilities(space, state.labelStates);
    const scores = space.labels.map((label, i) => ({
      label,
      score: cosine(state.embedding, space.embeddings[i]!),
      probability: probabilities[i]!,
    }));
    return { ...state, labels: scores.sort(bestFirst), otherProbability: other };
  });
}

/**
 * That each label describes a window, and that none does; NaN where they are not calibrated.
 *
 * @param states S_y for each of the space's queries
 */
export function labelProbabilities(
  space: LabelSpace,
  states: readonly Float32Array[],
): { readonly labels: readonly number[]; readonly other: number } {
  const weights = labelWeights(space, states);
  const sum = weights.reduce((total, weight) => total + weight, space.otherWeight);
  return { labels: weights.map((weight) => weight / sum), other: space.otherWeight / sum };
}

/**
 * Of each label under the query that it answers best; NaN where labels are not calibrated, or the window
 * was not asked for them: they were just set.
 */
function labelWeights(
  { embeddings, queries, logits }: LabelSpace,
  states: readonly Float32Array[],
): number[] {
  const asked = queries.length > 0 && states.length === queries.length;
  return embeddings.map((embedding, i) =>
    asked
      ? Math.exp(
          Math.max(
            ...logits[i]!.map(({ scale, bias }, query) => {
              return scale * cosine(embedding, states[query]!) + bias;
            }),
          ),
        )
      : NaN,
  );
}

function bestFirst(a: LabelScore, b: LabelScore): number {
  return Number.isNaN(a.probability) ? b.score - a.score : b.probability - a.probability;
}
