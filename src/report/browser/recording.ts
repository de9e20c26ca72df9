import type { Mark } from '../marks.js';
import {
  REASONS,
  SAID,
  type ChartData,
  type EventData,
  type DifferenceData,
  type PicturesData,
  type ReportData,
  type SegmentsData,
  type StatesData,
  type TextsData,
  type TimeData,
} from '../reportData.js';
import { bytesOf, secondsOf } from './columns.js';
import { Extrema } from './extrema.js';
import { lastUpTo } from './inSight.js';

/** All that the page shows; times are seconds of its axis. */
export interface Recording {
  readonly time: TimeData;
  readonly events: readonly EventData[];
  readonly charts: readonly Chart[];
  /** Every distinct text. */
  readonly words: readonly string[];
}

/** A camera: one track, or two that are compared. */
export interface Chart {
  readonly camera: string;
  readonly query: string;
  readonly tracks: readonly Track[];
  readonly differences: readonly DifferenceData[];
  readonly pictures: readonly Picture[];
}

export interface Track {
  readonly name: string;
  readonly states: States;
  readonly segments: Segments;
  readonly texts: Texts;
}

export interface States {
  readonly time: Float64Array;
  readonly greatest: number;
  /** 65535 is the greatest change score. */
  readonly change: Extrema;
  readonly changeOf: (index: number) => number;
  readonly thresholdOf: (index: number) => number;
  /** The one threshold of all states, where there is one. */
  readonly threshold: number | undefined;
  /** Of each mark, when states have it, and which states these are. */
  readonly marks: Readonly<Record<Mark, Marked>>;
  /** In which run of the stamps a state lies. */
  readonly runOf: (index: number) => number;
  /** By rank; none where no labels are set. */
  readonly labels: readonly { readonly label: Uint16Array; readonly score: Int16Array }[];
  /** A state's labels with their scores in words, best first. */
  readonly labelsOf: (index: number) => { readonly name: string; readonly score: string }[];
  readonly labelNames: readonly string[];
}

export interface Marked {
  readonly time: Float64Array;
  readonly state: Uint32Array;
}

export interface Segments {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly number: Uint32Array;
  /** Which text opened it; -1 for none. */
  readonly text: Int32Array;
  /** The stretch that holds at a time; -1 for none. */
  readonly at: (seconds: number) => number;
}

export interface Texts {
  readonly time: Float64Array;
  readonly onset: Float64Array;
  /** Places in {@link Recording.words}. */
  readonly words: Uint32Array;
  readonly confidence: Float32Array;
  readonly change: Float32Array;
  /** Seconds; NaN for a text on request. */
  readonly held: Float32Array;
  readonly reasonOf: (index: number) => string;
  /** Where tracks are compared: how the text stands to the other track's. */
  readonly saidOf: (index: number) => (typeof SAID)[number] | undefined;
}

export interface Picture {
  readonly seconds: number;
  readonly source: string;
}

const FULL = 65_535;

export function readRecording(data: ReportData, pictures: PicturesData): Recording {
  return {
    time: data.time,
    events: data.events,
    words: data.words,
    charts: data.charts.map((chart) => readChart(chart, data, pictures)),
  };
}

function readChart(chart: ChartData, data: ReportData, pictures: PicturesData): Chart {
  const { tick } = data.time;
  return {
    camera: chart.camera,
    query: chart.query,
    differences: chart.differences ?? [],
    tracks: chart.tracks.map(({ name, states, segments, texts }) => ({
      name,
      states: readStates(states, tick, data.labels),
      segments: readSegments(segments, tick),
      texts: readTexts(texts, tick),
    })),
    pictures: (pictures[chart.camera] ?? [])
      .map(({ stampNs, source }) => ({ seconds: onAxis(BigInt(stampNs), data.time), source }))
      .sort((a, b) => a.seconds - b.seconds),
  };
}

function readStates(data: StatesData, tick: number, labelNames: readonly string[]): States {
  const change = new Uint16Array(bytesOf(data.change));
  const { threshold, greatest } = data;
  const time = secondsOf(data.time, tick);
  const scale = greatest / FULL;
  const thresholds =
    typeof threshold === 'string' ? new Uint16Array(bytesOf(threshold)) : undefined;
  const run = data.run === undefined ? undefined : new Uint32Array(bytesOf(data.run));
  const labels = data.labels.map(({ label, score }) => ({
    label: new Uint16Array(bytesOf(label)),
    score: new Int16Array(bytesOf(score)),
  }));
  const likely = data.likely === undefined ? undefined : new Uint8Array(bytesOf(data.likely));
  const inWords = (index: number, tenThousandths: number) =>
    likely?.[index] === 1
      ? `${Math.round(tenThousandths / 100)} %`
      : (tenThousandths / 10_000).toFixed(2);
  return {
    time,
    greatest,
    change: new Extrema(change),
    changeOf: (index) => change[index]! * scale,
    thresholdOf: (index) => (thresholds ? thresholds[index]! * scale : Number(threshold)),
    threshold: typeof threshold === 'number' ? threshold : undefined,
    marks: Object.fromEntries(
      Object.entries(data.marks).map(([mark, column]) => {
        const state = new Uint32Array(bytesOf(column));
        return [mark, { state, time: Float64Array.from(state, (index) => time[index]!) }];
      }),
    ) as Record<Mark, Marked>,
    runOf: (index) => run?.[index] ?? 0,
    labels,
    labelNames,
    labelsOf: (index) =>
      labels.flatMap(({ label, score }) => {
        const place = label[index]!;
        return place === 0
          ? []
          : [{ name: labelNames[place - 1]!, score: inWords(index, score[index]!) }];
      }),
  };
}

function readSegments(data: SegmentsData, tick: number): Segments {
  const start = secondsOf(data.start, tick);
  const end = secondsOf(data.end, tick);
  return {
    start,
    end,
    number: new Uint32Array(bytesOf(data.segment)),
    text: new Int32Array(bytesOf(data.text)),
    at(seconds) {
      const index = lastUpTo(start, seconds);
      return index >= 0 && seconds <= end[index]! ? index : -1;
    },
  };
}

function readTexts(data: TextsData, tick: number): Texts {
  const reason = new Uint8Array(bytesOf(data.reason));
  const said = data.said === undefined ? undefined : new Uint8Array(bytesOf(data.said));
  return {
    time: secondsOf(data.time, tick),
    onset: secondsOf(data.onset, tick),
    words: new Uint32Array(bytesOf(data.words)),
    confidence: new Float32Array(bytesOf(data.confidence)),
    change: new Float32Array(bytesOf(data.change)),
    held: new Float32Array(bytesOf(data.held)),
    reasonOf: (index) => REASONS[reason[index]!]!,
    saidOf: (index) => (said ? SAID[said[index]!] : undefined),
  };
}

/** Seconds of the axis at a stamp. */
function onAxis(stampNs: bigint, { pieces }: TimeData): number {
  const piece = pieces.findLast(({ startNs }) => BigInt(startNs) <= stampNs) ?? pieces[0]!;
  const seconds = piece.from + Number(stampNs - BigInt(piece.startNs)) / 1e9;
  return Math.min(piece.to, Math.max(piece.from, seconds));
}

/** The time of day at a place of the axis, in milliseconds; undefined for simulated time. */
export function wallMilliseconds(seconds: number, time: TimeData): number | undefined {
  if (!time.isWallTime) return undefined;
  const piece = time.pieces.findLast(({ from }) => from <= seconds) ?? time.pieces[0]!;
  return Number(BigInt(piece.startNs) / 1_000_000n) + (seconds - piece.from) * 1000;
}
