import { defer, filter, map, type OperatorFunction } from 'rxjs';
import type { Engine } from '../engine/engine.js';
import type { TextsFor } from '../selective/wording.js';
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
  /** A state that waited when its query had another to tell: it would be said too late. */
  readonly dropped: (state: JudgedState) => void;
  /** A text says what the one before said. */
  readonly repeated: (state: JudgedState) => void;
  /** Milliseconds that one took. */
  readonly took?: (milliseconds: number) => void;
}

/** Queries that are remembered: users may set others without end. */
const REMEMBERED_QUERIES = 64;

/** A segment is tried so many times, with one window after the other. */
const TRIES = 3;

interface Telling {
  readonly state: JudgedState;
  readonly reason: TextReason;
  readonly tries: number;
}

/**
 * One text for each state of a camera that is to be put into words, decoded from its segment's pooled
 * embedding, one at a time. A text that fails is tried again with the next states of its segment, so
 * that no change is lost. With `new_facts` so is one that says word for word what the query's last one
 * said, as its window may still hold what was before; in the end it is not published.
 */
export function decodeText(
  engine: Engine,
  texts: () => TextsFor,
  { failed, dropped, repeated, took = () => {} }: TextReports,
): OperatorFunction<JudgedState, DecodedText> {
  return (states) =>
    defer(() => {
      /** By query: segments whose text failed, or repeated the last one. */
      const again = new Map<string, Telling>();
      const last = new Map<string, string>();
      return states.pipe(
        map((state): Telling | undefined => {
          const before = again.get(state.query);
          again.delete(state.query);
          if (state.worded) return { state, reason: state.first ? 'FIRST' : 'CHANGE', tries: 1 };
          if (before?.state.segment !== state.segment) return undefined;
          return { ...before, state, tries: before.tries + 1 };
        }),
        filter((telling) => telling !== undefined),
        newestWins(
          (telling) =>
            defer(async () => {
              const { state, reason } = telling;
              const startMs = performance.now();
              const text = await decode(engine, state, state.segmentEmbedding, reason);
              took(performance.now() - startMs);
              return { telling, text };
            }).pipe(
              skipFailures((error) => {
                if (telling.tries < TRIES) remember(again, telling.state.query, telling);
                failed(error);
              }),
            ),
          ({ state }) => dropped(state),
          { key: ({ state }) => state.query },
        ),
        filter(({ telling, text }) => {
          const { state, reason, tries } = telling;
          const repeats = last.get(state.query) === text.text;
          if (repeats && reason === 'CHANGE' && texts() === 'new_facts') {
            if (tries < TRIES) remember(again, state.query, telling);
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

/** Sets what is known of a query; the one that was set longest ago makes room. */
function remember<T>(known: Map<string, T>, query: string, value: T): void {
  known.delete(query);
  known.set(query, value);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED_QUERIES) known.delete(oldest!);
}
