import type { DetectorBench, Headline, Report, TruthReports } from './report.js';

const number = (value: number | null | undefined) => (value == null ? 'none' : value.toFixed(3));

/** When the node speaks, in a few lines. */
export function detectorLines({ groups, quiet, halves, ...all }: DetectorBench): string[] {
  const line = (name: string, one: Headline) =>
    `${name}: F1 ${number(one.boundary_f1)}, recall ${number(one.event_recall)}, ` +
    `${number(one.texts_per_event)} texts an event, ` +
    `delay ${number(one.median_delay_s)} s, p95 ${number(one.p95_delay_s)} s`;
  return [
    ...Object.entries(groups).map(([name, { boundaries, timing, texts_per_minute }]) => {
      const event_recall = timing.recall;
      const { f1, recall } = boundaries.within_s['1']!;
      const told = line(name, { ...timing, event_recall, boundary_f1: f1 });
      return `${told}; ${number(recall)} of boundaries, ${number(texts_per_minute)} texts a minute`;
    }),
    line('dense and sparse', all),
    line('  without repeats', all.without_repeats),
    line('  chosen on', halves.chosen_on),
    line('    without repeats', halves.chosen_on.without_repeats),
    line('  held out', halves.held_out),
    line('    without repeats', halves.held_out.without_repeats),
    `quiet: ${number(quiet.false_alarms_per_hour)} false alarms an hour`,
  ];
}

/** The report in a few lines. */
export function summaryLines(report: Report): string[] {
  const groups = (['dense', 'sparse', 'foreign', 'sample'] as const).flatMap((name) => {
    const group = report[name];
    if (group === undefined) return [];
    const { boundaries, timing, decode_ratio, cider, decodes_per_s, oracle_quality_ratio } = group;
    const f1 = boundaries.within_s['1']!.f1;
    return [
      `${name}: ${group.minutes.toFixed(1)} min, decode ratio ${number(decode_ratio)}, ` +
        `CIDEr ${number(cider)} at ${number(decodes_per_s)}/s, of the oracle's ${number(oracle_quality_ratio)}; ` +
        `F1 ${number(f1)}, recall ${number(timing.recall)}, ${number(timing.texts_per_event)} texts an event, ` +
        `delay ${number(timing.median_delay_s)} s, p95 ${number(timing.p95_delay_s)} s`,
    ];
  });
  return [
    ...groups,
    `quiet: ${number(report.quiet?.false_alarms_per_hour)} false alarms an hour`,
    `cuts: delay ${number(report.cuts?.median_delay_s)} s, p95 ${number(report.cuts?.p95_delay_s)} s`,
    `real: ${number(report.real?.texts_per_minute)} texts a minute, ` +
      `F1 ${number(report.real?.annotated.boundaries.within_s['1']!.f1)}`,
    ...(report.truth === undefined ? [] : truthLines(report.truth)),
    ...report.left_out.map((what) => `not measured: ${what}`),
  ];
}

/** How true the texts are, a line for each kind of streams. */
export function truthLines(truth: TruthReports): string[] {
  return (['own', 'foreign', 'real', 'sample_bag'] as const).flatMap((name) => {
    const report = truth[name];
    if (report === undefined) return [];
    return [
      `truth, ${name}: ${number(report.true)} of ${report.texts} texts, ` +
        `calibration error ${number(report.calibration_error)}, ` +
        `events told ${number(report.events_told)}, ` +
        `or still standing ${number(report.events_told_or_standing)}, ` +
        `with their thing ${number(report.events_told_with_thing)}`,
    ];
  });
}
