import type { Perception } from '../perception.js';
import type { DecodedText, JudgedState } from '../worldState.js';
import type { Moment, Pose } from './moment.js';

/** A longer segment is remembered in parts: what still lasts can be found, and a kill costs no more. */
const LONGEST_NS = 60_000_000_000n;

type Draft = { -readonly [Key in keyof Moment]: Moment[Key] } & { readonly run: number };

/** What a moment has besides what is perceived. */
export interface MomentContext {
  /** Where the robot was at that stamp. */
  readonly pose?: (stampNs: bigint) => Pose | undefined;
  /** A small JPEG file of what the camera saw in the window with that stamp. */
  readonly picture?: (camera: string, stampNs: bigint) => Promise<Uint8Array | undefined>;
}

/**
 * Perceptions → moments: one for each segment of each camera and query, or for each minute of it.
 * Windows of a camera that is black, covered or frozen are left out.
 */
export class MomentCollector {
  readonly #open = new Map<string, Draft>();
  #ended: Draft[] = [];
  readonly #context: MomentContext;

  constructor(context: MomentContext = {}) {
    this.#context = context;
  }

  /** @returns when the picture of a moment that begins has been taken, if there is one */
  perceived(perception: Perception): void | Promise<void> {
    if (perception.kind === 'text') return this.#addText(perception.text);
    return this.#addState(perception.state);
  }

  /** Moments that have ended since the last call; a text that comes later is not in them. */
  take(): Moment[] {
    const ended = this.#ended.map(({ run: _, ...moment }) => moment);
    this.#ended = [];
    return ended;
  }

  /** Ends the moments that still last. */
  end(): void {
    this.#ended.push(...this.#open.values());
    this.#open.clear();
  }

  #addState(state: JudgedState): void | Promise<void> {
    if (state.condition !== 'ok') return;
    const key = keyOf(state);
    const before = this.#open.get(key);
    const goes = before !== undefined && continues(before, state);
    if (before && goes && state.stampNs - before.startNs < LONGEST_NS) {
      before.endNs = state.stampNs;
      before.embedding = state.segmentEmbedding;
      before.labels = state.labels;
      return;
    }
    const draft = this.#begin(state, goes ? before : undefined);
    if (before) {
      if (before.run === state.run && draft.startNs > before.startNs) before.endNs = draft.startNs;
      this.#ended.push(before);
    }
    this.#open.set(key, draft);
    return this.#context
      .picture?.(state.camera, state.stampNs)
      .then((picture) => void (draft.picture = picture));
  }

  /** @param before the part of the same segment that has just ended */
  #begin(state: JudgedState, before: Draft | undefined): Draft {
    const { camera, query, segment, run, stampNs, windowStartNs, segmentStartNs } = state;
    // An onset before the window lies in what was seen before: in another run, or in a fault.
    const onsetNs = segmentStartNs > windowStartNs ? segmentStartNs : windowStartNs;
    return {
      camera,
      query,
      segment,
      run,
      startNs: before ? stampNs : onsetNs,
      endNs: stampNs,
      embedding: state.segmentEmbedding,
      text: before?.text ?? '',
      probability: before?.probability ?? NaN,
      labels: state.labels,
      pose: this.#context.pose?.(stampNs),
    };
  }

  #addText(text: DecodedText): void {
    if (text.reason === 'REQUEST') return;
    const open = this.#open.get(keyOf(text));
    for (const draft of [...this.#ended, ...(open ? [open] : [])]) {
      if (keyOf(draft) !== keyOf(text) || draft.segment !== text.segment) continue;
      draft.text = text.text;
      draft.probability = text.confidence;
    }
  }
}

function continues(before: Draft, { segment, run, first }: JudgedState): boolean {
  return before.segment === segment && before.run === run && !first;
}

function keyOf({ camera, query }: { readonly camera: string; readonly query: string }): string {
  return JSON.stringify([camera, query]);
}
