import type { Sink } from '../sink.js';

/** Counts the texts that the pipeline gave of itself; those of ~/describe say nothing of its silence. */
export const countTexts: Sink = {
  perceived(perception, telemetry) {
    if (perception.kind === 'text' && perception.text.reason !== 'REQUEST') telemetry.texts += 1;
  },
};
