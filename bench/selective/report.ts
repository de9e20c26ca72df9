import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import type { TimingSummary } from './eventTiming.js';
import type { Curves } from './groupCurves.js';
import type { BoundarySummary } from './groupSummary.js';
import type { TextSettings } from '../../src/settings.js';
import type { TruthReport } from './truth/truthReport.js';

/** When the node speaks in one group of streams, under the shipped setting. */
export interface DetectorReport {
  readonly minutes: number;
  readonly events: number;
  readonly boundaries: BoundarySummary;
  readonly timing: TimingSummary;
  /** Until something was noticed; not confirmed yet. */
  readonly median_notice_s: number | null;
  readonly texts_per_minute: number;
  /** By what the threshold is multiplied with. */
  readonly thresholds: Readonly<Record<string, OtherSetting>>;
  /** By windows a second; of the streams that have as many frames. */
  readonly window_rates: Readonly<Record<string, OtherSetting>>;
}

/** The same, and how often it says what it has said. */
export interface GroupReport extends DetectorReport {
  readonly duplicates: number;
  /** Texts that were decoded and not given, as the one before had said the same. */
  readonly repeated_and_not_said: number;
}

/** Texts that repeat the one before are counted here. */
export interface OtherSetting {
  readonly minutes: number;
  readonly boundary_f1: number;
  readonly texts_per_minute: number;
  readonly recall: number;
  readonly median_delay_s: number | null;
}

/** Texts against the paper's protocol. */
export interface QualityReport {
  /** Of the streams whose texts were decoded for the curves. */
  readonly quality_minutes: number;
  readonly decodes_per_s: number;
  readonly cider: number;
  readonly cosine: number;
  /** How many times fewer decodes than uniform decoding at equal CIDEr; null where it is worse. */
  readonly decode_ratio: number | null;
  /** True where uniform decoding never reaches that CIDEr. */
  readonly decode_ratio_at_least: boolean;
  readonly decode_ratio_cosine: number | null;
  /** CIDEr over that of the best oracle with as many segments; null without oracles. */
  readonly oracle_quality_ratio: number | null;
  readonly curves: Curves;
}

export interface QuietReport {
  readonly minutes: number;
  readonly false_alarms_per_hour: number;
  readonly by_stream: Readonly<Record<string, number>>;
  /** With every change told: what motion keeps silent. */
  readonly changes_per_hour: number;
  /** The same where the threshold comes from quiet windows, by the false alarms an hour asked for. */
  readonly calibrated_changes_per_hour: Readonly<Record<string, number>>;
  /** By what the threshold is multiplied with. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** Cameras that are black, frozen or covered for a while, and then show what they showed before. */
export interface FaultReport {
  /** Texts behind each stream's first, all of which say something else than what is wrong. */
  readonly texts: Readonly<Record<string, number>>;
  /** Seconds from each fault's beginning to the first state that is marked with it; null where none is. */
  readonly marked_after_s: Readonly<Record<string, number | null>>;
  /** Of the seconds in which a fault lasts, the share whose states are marked with it. */
  readonly marked_share: Readonly<Record<string, number>>;
  /** States of all other groups that are marked with a fault, by group. */
  readonly false_marks: Readonly<Record<string, number>>;
}

export interface RealReport {
  readonly clips: number;
  readonly minutes: number;
  readonly texts_per_minute: number;
  /** Clips whose events are known. */
  readonly annotated: GroupReport;
}

/** How true the node's texts are, with what they claim held against the streams' records. */
export interface TruthReports {
  /** Whether probabilities were fitted without the streams that they are measured on. */
  readonly held_out: boolean;
  readonly text: TextSettings;
  /** Streams of the training worlds. */
  readonly own?: TruthReport;
  readonly foreign?: TruthReport;
  readonly real?: TruthReport;
  readonly sample_bag?: TruthReport;
}

/** Streams of the training worlds, dense and sparse together. */
export interface Headline {
  readonly boundary_f1: number | null;
  readonly median_delay_s: number | null;
  readonly p95_delay_s: number | null;
  readonly texts_per_event: number | null;
  readonly event_recall: number | null;
}

/** What the rules of selective decoding were chosen on, and what they had not seen. */
export interface Halves {
  readonly chosen_on: HalfReport;
  readonly held_out: HalfReport;
}

export interface HalfReport extends Headline {
  readonly streams: readonly string[];
  /** Where an event is recorded right behind another that says the same, the two are one. */
  readonly without_repeats: Headline;
  readonly foreign: Headline;
  /** Of the clips whose events are known. */
  readonly real: Headline & { readonly boundary_recall: number; readonly texts_per_minute: number };
}

/** What `--json` writes. */
export interface Report extends Headline {
  readonly date: string;
  readonly pack: string;
  readonly setting: SelectiveDecoding;
  readonly streams: readonly {
    readonly group: string;
    readonly name: string;
    readonly minutes: number;
    readonly events: number;
  }[];
  /** What was not measured, and why. */
  readonly left_out: readonly string[];
  readonly duplicates: number | null;
  readonly oracle_quality_ratio: number | null;
  /** Where an event is recorded right behind another that says the same, the two are one. */
  readonly without_repeats: Headline;
  readonly halves: Halves;
  readonly dense?: GroupReport & QualityReport;
  readonly sparse?: GroupReport & QualityReport;
  readonly foreign?: GroupReport & QualityReport;
  readonly sample?: GroupReport & QualityReport;
  readonly cuts?: TimingSummary;
  readonly quiet?: QuietReport;
  readonly faults?: FaultReport;
  readonly real?: RealReport;
  readonly truth?: TruthReports;
}

/** What `--detector --json` writes: when the node speaks, and not what it says. */
export interface DetectorBench extends Headline {
  readonly date: string;
  readonly pack: string;
  readonly setting: SelectiveDecoding;
  readonly without_repeats: Headline;
  readonly halves: Halves;
  /** By group; `real`: the clips whose events are known. */
  readonly groups: Readonly<Record<string, DetectorReport>>;
  readonly quiet: QuietReport;
}
