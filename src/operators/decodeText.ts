import { EMPTY, defer, filter, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { Decoded, Engine } from '../engine/engine.js';
import { NewFacts } from '../selective/newFacts.js';
import type { TextsFor } from '../selective/wording.js';
import type { TextSettings } from '../settings.js';
import type { DecodedText, JudgedState, TextReason } from '../worldState.js';
import { newestWins } from './newestWins.js';
import { skipFailures } from './skipFailures.js';
import { TextRetries, remember, type Telling } from './textRetries.js';

/** Words for an embedding that belongs to `state`: its own or its segment's. */
export function decode(
  engine: Engine,
  state: JudgedState,
  embedding: Float32Array,
  reason: TextReason,
  minProbability: number,
): Promise<Decoded> {
  const { query, frameFeatures: features } = state;
  const changed = reason === 'CHANGE';
  return engine.decode(embedding, { query, features, minProbability, changed });
}

/** What is published of words for `state`. */
export function decodedText(
  state: JudgedState,
  { text, confidence, similarity, alternatives }: Decoded,
  reason: TextReason,
): DecodedText {
  const { camera, stampNs, frameId, query, segment, segmentStartNs } = state;
  return {
    camera,
    stampNs,
    frameId,
    query,
    text,
    confidence,
    similarity,
    alternatives,
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
  /** A text says nothing new. */
  readonly repeated: (state: JudgedState) => void;
  /** No text is probable enough. */
  readonly unsure: (state: JudgedState) => void;
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
 * while that lasts, and before what those have to tell. With `new_facts` so is one that says nothing new,
 * as its window may still hold what was before, and with `silent` one that is not probable enough; in the
 * end they are not published. Every change is told or reported.
 */
export function decodeText(
  engine: Engine,
  live: () => { readonly texts: TextsFor; readonly text: TextSettings },
  { failed, dropped, repeated, unsure, took = () => {} }: TextReports,
): OperatorFunction<JudgedState, DecodedText> {
  return (states) =>
    defer(() => {
      const again = new TextRetries(WAITING, ({ state, after }) =>
        ({ failure: dropped, repetition: repeated, doubt: unsure })[after ?? 'failure'](state),
      );
      const facts = new Map<string, NewFacts>();
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
              const { minProbability } = live().text;
              const embedding = state.segmentEmbedding;
              const decoded = await decode(engine, state, embedding, reason, minProbability);
              took(performance.now() - startMs);
              return { telling, decoded };
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
        filter(({ telling, decoded }) => {
          const { state, reason, tries } = telling;
          const known = facts.get(state.query) ?? new NewFacts();
          const { texts, text } = live();
          const repeats = reason === 'CHANGE' && texts === 'new_facts' && !known.has(decoded);
          const tooUnsure = !decoded.sure && text.below === 'silent';
          if (repeats || tooUnsure) {
            const after = tooUnsure ? 'doubt' : 'repetition';
            if (tries < TRIES) again.add({ ...telling, after });
            else (tooUnsure ? unsure : repeated)(state);
            return false;
          }
          known.said(decoded);
          remember(facts, state.query, known);
          return true;
        }),
        map(({ telling: { state, reason }, decoded }) => decodedText(state, decoded, reason)),
      );
    });
}
