import type { Sink } from '../sink.js';

/** Counts the texts that the pipeline published by itself; those of ~/describe would distort the rate. */
export const countTexts: Sink = {
  perceived(perception, telemetry) {
    if (perception.kind === 'text' && perception.text.reason !== 'REQUEST') telemetry.texts += 1;
  },
};
