import type { TextReason } from '../worldState.js';
import { MARK_NAMES, type Mark } from './marks.js';
import type { TextPoint, Track } from './recording.js';
import {
  REASONS,
  type LabelColumn,
  type SegmentsData,
  type StatesData,
  type TextsData,
  type TrackData,
} from './reportData.js';
import { segmentsOf, type Segment } from './segments.js';
import { KEPT_LABELS, type StateColumns } from './stateColumns.js';
import type { TimeAxis } from './timeAxis.js';
import { runs } from './timeSeen.js';

const FULL = 65_535;

/** What all tracks of a page share. */
export interface Shared {
  readonly axis: TimeAxis;
  /** Seconds of one tick. */
  readonly tick: number;
  readonly words: Places;
  readonly labels: Places;
}

/** Gives each distinct text a place, in the order of their coming. */
export class Places {
  readonly #places = new Map<string, number>();

  of(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) this.#places.set(text, (place = this.#places.size));
    return place;
  }

  get texts(): readonly string[] {
    return [...this.#places.keys()];
  }
}

/**
 * A track as the page's script reads it.
 *
 * @param name which of two that are compared; else empty
 * @param said how each of the track's texts stands to the other track's, a place in `SAID`
 */
export function trackData(
  track: Track,
  shared: Shared,
  name = '',
  said?: ReadonlyMap<TextPoint, number>,
): TrackData {
  const segments = segmentsOf(track);
  const texts = track.texts.toSorted((a, b) => compare(a.stampNs, b.stampNs));
  return {
    name,
    states: statesData(track.states, shared),
    segments: segmentsData(segments, texts, shared),
    texts: textsData(texts, segments, shared, said),
  };
}

function statesData(states: StateColumns, { axis, tick, labels }: Shared): StatesData {
  const { length, stampsNs, change, threshold } = states;
  const ticks = new Uint32Array(length);
  for (let i = 0; i < length; i += 1) ticks[i] = Math.round(axis.secondsOf(stampsNs[i]!) / tick);
  const order = byTime(ticks);
  const greatest = Math.max(largest(change), largest(threshold)) || 1;
  const quantized = (values: Float32Array) =>
    Uint16Array.from(order, (i) => Math.max(0, Math.round((values[i]! / greatest) * FULL)));
  const allRuns = runs(states);
  const run = new Uint32Array(length);
  allRuns.forEach(({ from, to }, number) => run.fill(number, from, to));
  const names = states.labelNames.map((label) => labels.of(label));
  return {
    time: base64(ordered(ticks, order)),
    greatest,
    change: base64(quantized(change)),
    threshold: threshold.every((value) => value === threshold[0])
      ? (threshold[0] ?? 0)
      : base64(quantized(threshold)),
    marks: mapMarks((mark) => base64(Uint32Array.from(markedAt(states, order, mark)))),
    ...(allRuns.length > 1 ? { run: base64(ordered(run, order)) } : {}),
    labels: Array.from({ length: KEPT_LABELS }, (_, rank) =>
      labelColumn(states, order, names, rank),
    ).slice(0, names.length),
    ...(states.likely.includes(1)
      ? { likely: base64(Uint8Array.from(order, (i) => states.likely[i]!)) }
      : {}),
  };
}

function labelColumn(
  states: StateColumns,
  order: Uint32Array,
  names: readonly number[],
  rank: number,
): LabelColumn {
  const label = new Uint16Array(order.length);
  const score = new Int16Array(order.length);
  order.forEach((from, i) => {
    const scored = states.label(from, rank);
    if (!scored) return;
    label[i] = names[scored.name]! + 1;
    score[i] = Math.round(scored.score * 10_000);
  });
  return { label: base64(label), score: base64(score) };
}

function* markedAt(states: StateColumns, order: Uint32Array, mark: Mark): Generator<number> {
  for (const [i, from] of order.entries()) if (states.isMarked(from, mark)) yield i;
}

function mapMarks<T>(value: (mark: Mark) => T): Record<Mark, T> {
  return Object.fromEntries(MARK_NAMES.map((mark) => [mark, value(mark)])) as Record<Mark, T>;
}

function segmentsData(
  segments: readonly Segment[],
  texts: readonly TextPoint[],
  { axis, tick }: Shared,
): SegmentsData {
  const placeOf = new Map(texts.map((text, place) => [text, place]));
  const stretches = segments
    .flatMap(({ stretches: own, text }, segment) =>
      own.map(({ startNs, endNs }) => ({
        start: Math.round(axis.secondsOf(startNs) / tick),
        end: Math.round(axis.secondsOf(endNs) / tick),
        segment,
        text: text ? placeOf.get(text)! : -1,
      })),
    )
    .sort((a, b) => a.start - b.start);
  return {
    start: base64(Uint32Array.from(stretches, ({ start }) => start)),
    end: base64(Uint32Array.from(stretches, ({ end }) => end)),
    segment: base64(Uint32Array.from(stretches, ({ segment }) => segment)),
    text: base64(Int32Array.from(stretches, ({ text }) => text)),
  };
}

function textsData(
  texts: readonly TextPoint[],
  segments: readonly Segment[],
  { axis, tick, words }: Shared,
  said: ReadonlyMap<TextPoint, number> | undefined,
): TextsData {
  const opened = new Map(segments.flatMap((one) => (one.text ? [[one.text, one] as const] : [])));
  const ticksOf = (stampNs: bigint) => Math.round(axis.secondsOf(stampNs) / tick);
  return {
    time: base64(Uint32Array.from(texts, ({ stampNs }) => ticksOf(stampNs))),
    onset: base64(
      Uint32Array.from(texts, (text) => ticksOf(opened.get(text)?.startNs ?? text.stampNs)),
    ),
    words: base64(Uint32Array.from(texts, ({ text }) => words.of(text))),
    confidence: base64(Float32Array.from(texts, ({ confidence }) => confidence)),
    change: base64(Float32Array.from(texts, ({ change }) => change)),
    held: base64(Float32Array.from(texts, (text) => opened.get(text)?.seconds ?? NaN)),
    reason: base64(Uint8Array.from(texts, ({ reason }) => placeOfReason(reason))),
    ...(said ? { said: base64(Uint8Array.from(texts, (text) => said.get(text) ?? 0)) } : {}),
  };
}

function placeOfReason(reason: TextReason): number {
  return REASONS.findIndex((name) => name === reason.toLowerCase());
}

/** Indices in the order of time; states of runs that overlap in time come in turns. */
function byTime(ticks: Uint32Array): Uint32Array {
  const order = Uint32Array.from(ticks.keys());
  return ticks.every((tick, i) => i === 0 || tick >= ticks[i - 1]!)
    ? order
    : order.sort((a, b) => ticks[a]! - ticks[b]! || a - b);
}

function ordered(values: Uint32Array, order: Uint32Array): Uint32Array {
  return Uint32Array.from(order, (from) => values[from]!);
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => (value > most ? value : most), 0);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Little-endian, as every machine that runs ROS 2 or a browser is. */
function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64');
}
