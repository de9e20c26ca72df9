import type { WorldStateMessage } from '../messages/outputs.js';
import type { ShownLabels } from './stateColumns.js';

/** What stands for none of the labels. */
export const OTHER = '(other)';

/** Labels by their probabilities, none of them among them; by their cosines where they have none. */
export function shownLabels({
  labels,
  other_probability,
}: Pick<WorldStateMessage, 'labels' | 'other_probability'>): ShownLabels {
  if (Number.isNaN(other_probability)) return { likely: false, labels };
  const likely = labels.map(({ label, probability }) => ({ label, score: probability }));
  const after = likely.findIndex(({ score }) => score < other_probability);
  const other = { label: OTHER, score: other_probability };
  return {
    likely: true,
    labels: likely.toSpliced(after < 0 ? likely.length : after, 0, other),
  };
}
