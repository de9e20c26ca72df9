import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { FACTORS } from './groupReport.js';
import { textsPerHour } from './groupSummary.js';
import { totalSeconds, type Measured } from './measured.js';
import { detect } from './nodeDetector.js';
import type { QuietReport } from './report.js';
import { timesThreshold } from './setting.js';

/** False alarms an hour that a user may ask for. */
const ASKED_PER_HOUR = [1, 10, 60];

/** How often the node speaks where nothing happens. */
export function quietReport(quiet: readonly Measured[], setting: SelectiveDecoding): QuietReport {
  const alarms = (group: readonly Measured[], own: SelectiveDecoding) =>
    textsPerHour(
      group,
      group.map((one) => detect(one, own)),
    );
  const falseAlarms = (group: readonly Measured[], factor: number) =>
    alarms(group, timesThreshold(setting, factor));
  const everyChange = (falseAlarmsPerHour: number) =>
    alarms(quiet, { ...setting, texts: 'every_change', falseAlarmsPerHour });
  return {
    minutes: totalSeconds(quiet) / 60,
    false_alarms_per_hour: falseAlarms(quiet, 1),
    by_stream: Object.fromEntries(quiet.map((one) => [one.stream.name, falseAlarms([one], 1)])),
    changes_per_hour: everyChange(0),
    calibrated_changes_per_hour: Object.fromEntries(
      ASKED_PER_HOUR.map((perHour) => [perHour, everyChange(perHour)]),
    ),
    thresholds: Object.fromEntries(FACTORS.map((factor) => [factor, falseAlarms(quiet, factor)])),
  };
}
