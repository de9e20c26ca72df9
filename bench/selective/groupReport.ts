import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { countDuplicates } from './duplicates.js';
import { boundarySummary, textTiming, textsPerHour } from './groupSummary.js';
import { totalSeconds, type Measured } from './measured.js';
import { detect } from './nodeDetector.js';
import { placed } from './quality.js';
import type { GroupReport, OtherSetting } from './report.js';
import { timesThreshold } from './setting.js';
import type { Texts } from './texts.js';

/** What thresholds are multiplied with. */
export const FACTORS = [0.67, 1, 1.5];

/**
 * How a group of streams fares under a setting.
 *
 * @param otherRates the same streams, as far as they have as many frames, by windows a second
 */
export async function groupReport(
  group: readonly Measured[],
  setting: SelectiveDecoding,
  texts: Texts,
  otherRates: ReadonlyMap<number, readonly Measured[]>,
): Promise<GroupReport> {
  const detected = group.map((one) => detect(one, setting));
  const said: string[][] = [];
  for (const [k, { states }] of group.entries()) {
    const own: string[] = [];
    for (const { embedding } of placed(states, detected[k]!.texts, 'said'))
      own.push(await texts.said(embedding));
    said.push(own);
  }
  return {
    minutes: totalSeconds(group) / 60,
    events: group.reduce((sum, { stream }) => sum + stream.events.length, 0),
    boundaries: boundarySummary(group, detected),
    timing: textTiming(group, detected),
    texts_per_minute: textsPerHour(group, detected) / 60,
    duplicates: countDuplicates(said).duplicates,
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
