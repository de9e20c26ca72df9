import { defer, filter, type OperatorFunction } from 'rxjs';
import type { Engine } from '../engine/engine.js';
import type { DecodedText, JudgedState, TextReason } from '../worldState.js';
import { newestWins } from './newestWins.js';
import { skipFailures } from './skipFailures.js';

/** Words for an embedding that belongs to `state`: its own or its segment's. */
export async function decode(
  engine: Engine,
  state: JudgedState,
  embedding: Float32Array,
  reason: TextReason,
): Promise<DecodedText> {
  const { camera, stampNs, frameId, query, segment, segmentStartNs, change } = state;
  const { text, confidence } = await engine.decode(embedding);
  return {
    camera,
    stampNs,
    frameId,
    query,
    text,
    confidence,
    segment,
    segmentStartNs,
    change,
    reason,
  };
}

/**
 * One text for each state of a camera that is to be put into words, decoded from its segment's pooled
 * embedding, one at a time. A state that still waits when its query begins another segment goes to
 * `dropped`: its text would come too late. A text that fails goes to `report`; the next one is tried.
 * `took` is called with the time that each one took.
 */
export function decodeText(
  engine: Engine,
  report: (error: unknown) => void,
  dropped: (state: JudgedState) => void,
  took: (milliseconds: number) => void = () => {},
): OperatorFunction<JudgedState, DecodedText> {
  return (states) =>
    states.pipe(
      filter((state) => state.worded),
      newestWins(
        (state) =>
          defer(async () => {
            const startMs = performance.now();
            const reason = state.first ? 'FIRST' : 'CHANGE';
            const text = await decode(engine, state, state.segmentEmbedding, reason);
            took(performance.now() - startMs);
            return text;
          }).pipe(skipFailures(report)),
        dropped,
        ({ query }) => query,
      ),
    );
}
