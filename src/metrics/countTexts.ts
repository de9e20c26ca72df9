import type { Sink } from '../sink.js';

/**
 * Counts, in a node and in a replay, the texts that are said because of what is seen; those of ~/describe
 * say nothing of the pipeline's silence.
 */
export const countTexts: Sink = {
  perceived(perception, telemetry) {
    if (perception.kind === 'text' && perception.text.reason !== 'REQUEST') telemetry.texts += 1;
  },
};
