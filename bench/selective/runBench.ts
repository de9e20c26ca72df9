import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.js';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { allStates } from './allStates.js';
import type { StateSource } from './computeStates.js';
import { realClips, rendered, withTruth } from './findStreams.js';
import { FACTORS, groupReport } from './groupReport.js';
import { boundarySummary, textTiming, textsPerHour } from './groupSummary.js';
import { totalSeconds, type Measured } from './measured.js';
import { detect } from './nodeDetector.js';
import { computeOracles } from './oracles.js';
import type { SelectiveOptions } from './options.js';
import { qualityReport } from './qualityReport.js';
import type { GroupReport, QualityReport, QuietReport, RealReport, Report } from './report.js';
import { shippedSetting, timesThreshold } from './setting.js';
import { Texts } from './texts.js';

const SAMPLE_BAG = 'test/bags/sample';
/** Groups whose events have texts to compare with. */
const TOLD = ['dense', 'sparse', 'foreign', 'sample'] as const;
/** Windows a second that are compared, on streams that have as many frames. */
const RATES_HZ = [2, 4, 8];
/** Frames a second that streams for that comparison have at least. */
const FAST_HZ = 7;

type Say = (line: string) => void;

export async function runBench(
  options: SelectiveOptions,
  engine: Engine,
  say: Say,
): Promise<Report> {
  const setting = shippedSetting(engine.pack);
  const leftOut: string[] = [];
  const streams = [
    ...rendered(options.streams),
    withTruth('sample', SAMPLE_BAG),
    ...(options.real === undefined ? [] : realClips(options.real)),
  ];
  if (options.real === undefined) leftOut.push('real footage: no --real');
  const source: StateSource = { engine, pack: options.pack, cache: options.cache };
  const rateHz = engine.pack.samplingRate;
  const groups = await allStates(source, streams, rateHz, say);
  const file = `texts-${engine.pack.id.replaceAll(/\W/g, '-')}.jsonl`;
  const texts = new Texts(engine, join(options.cache, file));

  const told: Partial<Record<(typeof TOLD)[number], GroupReport & QualityReport>> = {};
  for (const name of TOLD) {
    const group = groups.get(name) ?? [];
    if (group.every(({ stream }) => stream.events.length === 0)) {
      leftOut.push(`${name}: no streams in ${options.streams}`);
      continue;
    }
    say(`${name}: ${(totalSeconds(group) / 60).toFixed(1)} minutes`);
    const fast = group.filter(({ framesHz }) => framesHz >= FAST_HZ).map(({ stream }) => stream);
    const otherRates = new Map<number, readonly Measured[]>();
    for (const other of fast.length > 0 ? RATES_HZ : [])
      otherRates.set(other, (await allStates(source, fast, other, say)).get(name)!);
    const shortened = firstMinutes(group, options.textMinutes);
    if (options.python === undefined) leftOut.push(`${name}: oracles, as there is no Python`);
    else
      await computeOracles(
        options.python,
        shortened.map(({ folder }) => folder),
      );
    told[name] = {
      ...(await groupReport(group, setting, texts, otherRates)),
      ...(await qualityReport(shortened, setting, texts, options.python !== undefined, say)),
    };
  }

  const cuts = groups.get('cuts');
  const quiet = groups.get('quiet');
  const faults = groups.get('faults');
  const real = groups.get('real');
  return {
    date: new Date().toISOString(),
    pack: engine.pack.id,
    setting,
    streams: streams.map(({ group, name, seconds, events }) => ({
      group,
      name,
      minutes: seconds / 60,
      events: events.length,
    })),
    left_out: leftOut,
    ...headline([groups.get('dense') ?? [], groups.get('sparse') ?? []].flat(), setting, told),
    ...told,
    ...(cuts && {
      cuts: textTiming(
        cuts,
        cuts.map((one) => detect(one, setting)),
      ),
    }),
    ...(quiet && { quiet: quietReport(quiet, setting) }),
    ...(faults && { faults: textsOfEach(faults, setting) }),
    ...(real && { real: await realReport(real, setting, texts) }),
  };
}

/** Of the training worlds' streams, dense and sparse together. */
function headline(
  own: readonly Measured[],
  setting: SelectiveDecoding,
  told: Readonly<Partial<Record<(typeof TOLD)[number], GroupReport & QualityReport>>>,
) {
  const detected = own.map((one) => detect(one, setting));
  const timing = textTiming(own, detected);
  const ratios = [told.dense, told.sparse].map((report) => report?.oracle_quality_ratio ?? null);
  const known = ratios.filter((ratio) => ratio !== null);
  return {
    boundary_f1: boundarySummary(own, detected).within_s['1']!.f1,
    median_delay_s: timing.median_delay_s,
    p95_delay_s: timing.p95_delay_s,
    texts_per_event: timing.texts_per_event,
    event_recall: timing.recall,
    duplicates: (told.dense?.duplicates ?? 0) + (told.sparse?.duplicates ?? 0),
    oracle_quality_ratio: known.length > 0 ? Math.min(...known) : null,
  };
}

function quietReport(quiet: readonly Measured[], setting: SelectiveDecoding): QuietReport {
  const falseAlarms = (group: readonly Measured[], factor: number) =>
    textsPerHour(
      group,
      group.map((one) => detect(one, timesThreshold(setting, factor))),
    );
  return {
    minutes: totalSeconds(quiet) / 60,
    false_alarms_per_hour: falseAlarms(quiet, 1),
    by_stream: Object.fromEntries(quiet.map((one) => [one.stream.name, falseAlarms([one], 1)])),
    thresholds: Object.fromEntries(FACTORS.map((factor) => [factor, falseAlarms(quiet, factor)])),
  };
}

/** Texts behind each stream's first. */
function textsOfEach(
  group: readonly Measured[],
  setting: SelectiveDecoding,
): Record<string, number> {
  return Object.fromEntries(
    group.map((one) => [one.stream.name, detect(one, setting).texts.length - 1]),
  );
}

async function realReport(
  clips: readonly Measured[],
  setting: SelectiveDecoding,
  texts: Texts,
): Promise<RealReport> {
  const annotated = clips.filter(({ stream }) => stream.events.length > 0);
  return {
    clips: clips.length,
    minutes: totalSeconds(clips) / 60,
    texts_per_minute:
      textsPerHour(
        clips,
        clips.map((one) => detect(one, setting)),
      ) / 60,
    annotated: await groupReport(annotated, setting, texts, new Map()),
  };
}

/** The first streams of a group, up to so many minutes, but one at least. */
function firstMinutes(group: readonly Measured[], minutes: number): Measured[] {
  let seconds = 0;
  return group.filter(({ stream }, index) => {
    seconds += stream.seconds;
    return index === 0 || seconds <= minutes * 60;
  });
}
