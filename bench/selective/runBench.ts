import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.js';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { allStates, atRates, type Groups } from './allStates.js';
import type { StateSource } from './computeStates.js';
import { faultReport } from './faultReport.js';
import { allStreams } from './findStreams.js';
import { groupReport } from './groupReport.js';
import { textTiming, textsPerHour } from './groupSummary.js';
import { halves, isAnnotated } from './halves.js';
import { headlineOf } from './headline.js';
import { totalSeconds, type Measured } from './measured.js';
import { detect } from './nodeDetector.js';
import { computeOracles } from './oracles.js';
import type { SelectiveOptions } from './options.js';
import { qualityReport } from './qualityReport.js';
import { quietReport } from './quietReport.js';
import type { GroupReport, QualityReport, RealReport, Report, TruthReports } from './report.js';
import { shippedSetting, shippedText } from './setting.js';
import { speak, type Spoken } from './spoken.js';
import { Texts } from './texts.js';
import { GROUPS_OF, truthReports } from './truth/index.js';
import { writeTable } from './truth/table.js';
import { mergedRepeats } from './withoutRepeats.js';

/** Groups whose events have texts to compare with. */
const TOLD = ['dense', 'sparse', 'foreign', 'sample'] as const;
type Say = (line: string) => void;

export async function runBench(
  options: SelectiveOptions,
  engine: Engine,
  say: Say,
): Promise<Report> {
  const setting = shippedSetting(engine.pack);
  const leftOut: string[] = [];
  const streams = allStreams(options);
  if (options.real === undefined) leftOut.push('real footage: no --real');
  const source: StateSource = { engine, pack: options.pack, cache: options.cache };
  const rateHz = engine.pack.samplingRate;
  const groups = await allStates(source, streams, rateHz, say);
  const file = `texts-${engine.pack.id.replaceAll(/\W/g, '-')}.jsonl`;
  const texts = new Texts(engine, join(options.cache, file));

  const spoken = new Map<string, readonly Spoken[]>();
  const told: Partial<Record<(typeof TOLD)[number], GroupReport & QualityReport>> = {};
  for (const name of TOLD) {
    const group = groups.get(name) ?? [];
    if (group.every(({ stream }) => stream.events.length === 0)) {
      leftOut.push(`${name}: no streams in ${options.streams}`);
      continue;
    }
    say(`${name}: ${(totalSeconds(group) / 60).toFixed(1)} minutes`);
    const otherRates = await atRates(source, group, options.windowRates, say);
    const shortened = firstEvents(group, options.textEvents);
    if (options.python === undefined) leftOut.push(`${name}: oracles, as there is no Python`);
    else
      await computeOracles(
        options.python,
        shortened.map(({ folder }) => folder),
      );
    const own = await speakAll(group, setting, texts);
    spoken.set(name, own);
    const withOracles = options.python !== undefined;
    told[name] = {
      ...groupReport(group, own, setting, otherRates),
      ...(await qualityReport(
        ...([shortened, own.slice(0, shortened.length), setting, texts, withOracles, say] as const),
      )),
    };
  }

  const cuts = groups.get('cuts');
  const quiet = groups.get('quiet');
  const faults = faultReport(groups, setting);
  const real = groups.get('real');
  const truth = await truthReports(options, engine, groups, setting, shippedText(engine.pack));
  if (truth === undefined) leftOut.push('truth: the pack knows no probabilities');
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
    ...headline(groups, spoken, told),
    halves: halves(groups, setting),
    ...told,
    ...(cuts && {
      cuts: textTiming(
        cuts,
        cuts.map((one) => detect(one, setting)),
      ),
    }),
    ...(quiet && { quiet: quietReport(quiet, setting) }),
    ...(faults && { faults }),
    ...(real && { real: await realReport(real, setting, texts) }),
    ...(truth && { truth }),
  };
}

/**
 * Only how true the texts are; from kept states.
 * @throws {Error} where the pack's sentences have no probabilities
 */
export async function truthBench(
  options: SelectiveOptions,
  engine: Engine,
  say: Say,
): Promise<TruthReports> {
  const source: StateSource = { engine, pack: options.pack, cache: options.cache };
  const told: readonly string[] = Object.values(GROUPS_OF).flatMap((names) => [...names]);
  const streams = allStreams(options).filter(({ group }) => told.includes(group));
  const groups = await allStates(source, streams, engine.pack.samplingRate, say);
  const { pack } = engine;
  const setting = shippedSetting(pack);
  const truth = await truthReports(options, engine, groups, setting, shippedText(pack));
  if (truth === undefined) {
    throw new Error(
      `${pack.id}: expected sentences with probabilities (words in pack.yaml), got none; ` +
        'python -m vljepa_training.words fits them',
    );
  }
  return truth;
}

/** Writes what sentences' chances of being true are fitted from; returns the number of its rows. */
export async function wordsTable(
  options: SelectiveOptions,
  engine: Engine,
  folder: string,
  say: Say,
): Promise<number> {
  const source: StateSource = { engine, pack: options.pack, cache: options.cache };
  const groups = await allStates(source, allStreams(options), engine.pack.samplingRate, say);
  return writeTable(folder, [...groups.values()].flat(), shippedSetting(engine.pack));
}

/** Of the training worlds' streams, dense and sparse together. */
function headline(
  groups: Groups,
  spoken: ReadonlyMap<string, readonly Spoken[]>,
  told: Readonly<Partial<Record<(typeof TOLD)[number], GroupReport & QualityReport>>>,
) {
  const names = ['dense', 'sparse'] as const;
  const own = names.flatMap((name) => groups.get(name) ?? []);
  const said = names.flatMap((name) => spoken.get(name) ?? []);
  const ratios = names.flatMap((name) => told[name]?.oracle_quality_ratio ?? []);
  return {
    ...headlineOf(own, said),
    without_repeats: headlineOf(own.map(mergedRepeats), said),
    duplicates: names.reduce((sum, name) => sum + (told[name]?.duplicates ?? 0), 0),
    oracle_quality_ratio: ratios.length > 0 ? Math.min(...ratios) : null,
  };
}

async function speakAll(
  group: readonly Measured[],
  setting: SelectiveDecoding,
  texts: Texts,
): Promise<Spoken[]> {
  const spoken = [];
  for (const one of group) spoken.push(await speak(one, setting, texts));
  return spoken;
}

async function realReport(
  clips: readonly Measured[],
  setting: SelectiveDecoding,
  texts: Texts,
): Promise<RealReport> {
  const annotated = clips.filter(isAnnotated);
  const spoken = await speakAll(clips, setting, texts);
  const ofAnnotated = spoken.filter((_, k) => annotated.includes(clips[k]!));
  return {
    clips: clips.length,
    minutes: totalSeconds(clips) / 60,
    texts_per_minute: textsPerHour(clips, spoken) / 60,
    annotated: groupReport(annotated, ofAnnotated, setting, new Map()),
  };
}

/** The first streams of a group, up to so many events, but one stream at least. */
function firstEvents(group: readonly Measured[], most: number): Measured[] {
  let events = 0;
  return group.filter(({ stream }, index) => {
    events += stream.events.length;
    return index === 0 || events <= most;
  });
}
