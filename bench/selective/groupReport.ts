import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { countDuplicates } from './duplicates.js';
import { boundarySummary, noticeTiming, textTiming, textsPerHour } from './groupSummary.js';
import { totalSeconds, type Measured } from './measured.js';
import { detect, type Detected } from './nodeDetector.js';
import type { DetectorReport, GroupReport, OtherSetting } from './report.js';
import { timesThreshold } from './setting.js';
import type { Spoken } from './spoken.js';

/** What thresholds are multiplied with. */
export const FACTORS = [0.67, 1, 1.5];

/**
 * How a group of streams fares under a setting.
 *
 * @param spoken what the node says of each
 * @param otherRates the same streams, as far as they have as many frames, by windows a second
 */
export function groupReport(
  group: readonly Measured[],
  spoken: readonly Spoken[],
  setting: SelectiveDecoding,
  otherRates: ReadonlyMap<number, readonly Measured[]>,
): GroupReport {
  return {
    ...detectorReport(group, spoken, setting, otherRates),
    duplicates: countDuplicates(spoken.map(({ words }) => words)).duplicates,
    repeated_and_not_said: spoken.reduce((sum, { repeated }) => sum + repeated, 0),
  };
}

/** The same, as far as no text has to be decoded. */
export function detectorReport(
  group: readonly Measured[],
  detected: readonly Detected[],
  setting: SelectiveDecoding,
  otherRates: ReadonlyMap<number, readonly Measured[]>,
): DetectorReport {
  return {
    minutes: totalSeconds(group) / 60,
    events: group.reduce((sum, { stream }) => sum + stream.events.length, 0),
    boundaries: boundarySummary(group, detected),
    timing: textTiming(group, detected),
    median_notice_s: noticeTiming(group, detected).median_delay_s,
    texts_per_minute: textsPerHour(group, detected) / 60,
    thresholds: Object.fromEntries(
      FACTORS.map((factor) => [factor, otherSetting(group, timesThreshold(setting, factor))]),
    ),
    window_rates: Object.fromEntries(
      [...otherRates].map(([rateHz, streams]) => [rateHz, otherSetting(streams, setting)]),
    ),
  };
}

function otherSetting(group: readonly Measured[], setting: SelectiveDecoding): OtherSetting {
  const detected = group.map((one) => detect(one, setting));
  const { recall, median_delay_s } = textTiming(group, detected);
  return {
    minutes: totalSeconds(group) / 60,
    boundary_f1: boundarySummary(group, detected).within_s['1']!.f1,
    texts_per_minute: textsPerHour(group, detected) / 60,
    recall,
    median_delay_s,
  };
}
