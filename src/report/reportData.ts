import type { Mark } from './marks.js';

/**
 * What a page's script draws, as JSON in the page. Long columns are typed arrays in base64: a recording
 * of a day has a million states. Times are ticks of the axis of time; see {@link TimeData}.
 */
export interface ReportData {
  readonly time: TimeData;
  /** Every distinct text, once. */
  readonly words: readonly string[];
  /** Every label, once. */
  readonly labels: readonly string[];
  /** What is known to have happened, by its start. */
  readonly events: readonly EventData[];
  /** One a card of the page. */
  readonly charts: readonly ChartData[];
}

/** The axis of time that all charts share: seconds in which something was seen. */
export interface TimeData {
  /** Its length. */
  readonly seconds: number;
  /** Seconds of one tick. */
  readonly tick: number;
  /** Where time runs on; between two pieces it was cut. Nanoseconds as decimal digits. */
  readonly pieces: readonly {
    readonly startNs: string;
    readonly from: number;
    readonly to: number;
  }[];
  /** Whether stamps are times of day (UTC); those of a simulation begin near 0. */
  readonly isWallTime: boolean;
}

export interface EventData {
  /** Seconds of the axis. */
  readonly from: number;
  readonly to: number;
  /** In a few words: `lights off`. */
  readonly kind: string;
  readonly text: string;
}

/** A camera: one track, or two that are compared. */
export interface ChartData {
  readonly camera: string;
  readonly query: string;
  readonly tracks: readonly TrackData[];
  /** Where the tracks that are compared differ; by their start. */
  readonly differences?: readonly DifferenceData[];
}

export interface DifferenceData {
  /** Seconds of the axis. */
  readonly from: number;
  readonly to: number;
  /** Greatest difference of the change scores. */
  readonly greatest: number;
}

export interface TrackData {
  /** Which of two that are compared; else empty. */
  readonly name: string;
  readonly states: StatesData;
  readonly segments: SegmentsData;
  readonly texts: TextsData;
}

/** World states by their time. */
export interface StatesData {
  /** Uint32: ticks. */
  readonly time: string;
  /** Greatest change score: 65535 in `change`. */
  readonly greatest: number;
  /** Uint16. */
  readonly change: string;
  /** One for all; or Uint16, as `change`. */
  readonly threshold: number | string;
  /** Uint32: which states have each mark. */
  readonly marks: Readonly<Record<Mark, string>>;
  /** Uint32: in which run of the stamps each state lies; undefined where there is one run only. */
  readonly run?: string;
  /** By rank, best first. */
  readonly labels: readonly LabelColumn[];
  /** Uint8: 1 where scores of labels are probabilities; undefined where all are cosines. */
  readonly likely?: string;
}

export interface LabelColumn {
  /** Uint16: a place in {@link ReportData.labels} and 1 more; 0 for none. */
  readonly label: string;
  /** Int16: ten-thousandths of the probability, of the cosine where there is none. */
  readonly score: string;
}

/** Stretches of segments by their start. */
export interface SegmentsData {
  /** Uint32: ticks. */
  readonly start: string;
  readonly end: string;
  /** Uint32: which segment, counted in the order of their coming. */
  readonly segment: string;
  /** Int32: which text of the track opened it; -1 for none. */
  readonly text: string;
}

/** Texts by their stamp. */
export interface TextsData {
  /** Uint32: ticks of the stamp. */
  readonly time: string;
  /** Uint32: ticks of the onset of the segment that they are about. */
  readonly onset: string;
  /** Uint32: a place in {@link ReportData.words}. */
  readonly words: string;
  /** Float32. */
  readonly confidence: string;
  readonly change: string;
  /** Float32: seconds for which the text held; NaN for one on request. */
  readonly held: string;
  /** Uint8: a place in {@link REASONS}. */
  readonly reason: string;
  /** Where tracks are compared, Uint8: a place in {@link SAID}. */
  readonly said?: string;
}

export const REASONS = ['first', 'change', 'request'] as const;

/** How a text stands to those of the other track. */
export const SAID = ['in both', 'in other words', 'only here'] as const;

/** What the cameras saw, by camera; apart from the rest, so that other programs can take it. */
export type PicturesData = Readonly<Record<string, readonly PictureData[]>>;

export interface PictureData {
  /** Nanoseconds as decimal digits. */
  readonly stampNs: string;
  /** Data URI. */
  readonly source: string;
}
