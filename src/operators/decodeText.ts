import { EMPTY, defer, filter, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { Engine } from '../engine/engine.js';
import type { TextsFor } from '../selective/wording.js';
import type { DecodedText, JudgedState, TextReason } from '../worldState.js';
import { newestWins } from './newestWins.js';
import { skipFailures } from './skipFailures.js';
import { TextRetries, remember, type Telling } from './textRetries.js';

/** Words for an embedding that belongs to `state`: its own or its segment's. */
export async function decode(
  engine: Engine,
  state: JudgedState,
  embedding: Float32Array,
  reason: TextReason,
): Promise<DecodedText> {
  const { camera, stampNs, frameId, query, segment, segmentStartNs } = state;
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
    change: reason === 'CHANGE' ? state.segmentChange : state.change,
    reason,
  };
}

/** What becomes of texts that are not said, and how long they take. */
export interface TextReports {
  /** A text failed. */
  readonly failed: (error: unknown) => void;
  /** A state that waited for too long, or behind which its query had too many others to tell. */
  readonly dropped: (state: JudgedState) => void;
  /** A text says what the one before said. */
  readonly repeated: (state: JudgedState) => void;
  /** Milliseconds that one took. */
  readonly took?: (milliseconds: number) => void;
}

/** A segment is tried so many times, with one window after the other. */
const TRIES = 3;
/** Changes of a query that wait for the decoder, beside the one that it is at. */
const WAITING = 4;
/** What has waited for longer is news no more; inference that has to start again takes seconds. */
const LATEST_MS = 30_000;

/**
 * One text for each state of a camera that is to be put into words, decoded from its segment's pooled
 * embedding, one at a time. Changes that come while the decoder is busy wait: a few of each query, and
 * half a minute at most. A text that fails is tried again with the query's next states, of its segment
 * while that lasts, and before what those have to tell. With `new_facts` so is one that says word for
 * word what the query's last one said, as its window may still hold what was before; in the end it is
 * not published. Every change is told or reported.
 */
export function decodeText(
  engine: Engine,
  texts: () => TextsFor,
  { failed, dropped, repeated, took = () => {} }: TextReports,
): OperatorFunction<JudgedState, DecodedText> {
  return (states) =>
    defer(() => {
      const again = new TextRetries(WAITING, ({ state, after }) =>
        after === 'repetition' ? repeated(state) : dropped(state),
      );
      const last = new Map<string, string>();
      let newestMs = -Infinity;
      return states.pipe(
        mergeMap((state): Telling[] => {
          newestMs = Math.max(newestMs, state.receivedMs);
          const due = again.due(state);
          if (!state.worded) return due;
          return [...due, { state, reason: state.first ? 'FIRST' : 'CHANGE', tries: 1 }];
        }),
        newestWins(
          (telling) => {
            if (newestMs - telling.state.receivedMs > LATEST_MS) {
              dropped(telling.state);
              return EMPTY;
            }
            return defer(async () => {
              const { state, reason } = telling;
              const startMs = performance.now();
              const text = await decode(engine, state, state.segmentEmbedding, reason);
              took(performance.now() - startMs);
              return { telling, text };
            }).pipe(
              skipFailures((error) => {
                if (telling.tries < TRIES) again.add({ ...telling, after: 'failure' });
                failed(error);
              }),
            );
          },
          ({ state }) => dropped(state),
          { key: ({ state }) => state.query, places: WAITING },
        ),
        filter(({ telling, text }) => {
          const { state, reason, tries } = telling;
          const repeats = last.get(state.query) === text.text;
          if (repeats && reason === 'CHANGE' && texts() === 'new_facts') {
            if (tries < TRIES) again.add({ ...telling, after: 'repetition' });
            else repeated(state);
            return false;
          }
          remember(last, state.query, text.text);
          return true;
        }),
        map(({ text }) => text),
      );
    });
}
