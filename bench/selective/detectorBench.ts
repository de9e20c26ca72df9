import type { Engine } from '../../src/engine/engine.js';
import { allStates, atRates } from './allStates.js';
import type { StateSource } from './computeStates.js';
import { allStreams } from './findStreams.js';
import { detectorReport } from './groupReport.js';
import { halves, isAnnotated } from './halves.js';
import { headlineOf } from './headline.js';
import { detect } from './nodeDetector.js';
import type { SelectiveOptions } from './options.js';
import { quietReport } from './quietReport.js';
import type { DetectorBench, DetectorReport } from './report.js';
import { shippedSetting } from './setting.js';
import { mergedRepeats } from './withoutRepeats.js';

/** Groups with events. */
const TIMED = ['dense', 'sparse', 'foreign', 'sample', 'cuts', 'real'];

/** When the node speaks under the shipped setting. Texts that repeat the one before count. */
export async function detectorBench(
  options: SelectiveOptions,
  engine: Engine,
  say: (line: string) => void,
): Promise<DetectorBench> {
  const setting = shippedSetting(engine.pack);
  const source: StateSource = { engine, pack: options.pack, cache: options.cache };
  const all = await allStates(source, allStreams(options), engine.pack.samplingRate, say);
  const reports: Record<string, DetectorReport> = {};
  for (const name of TIMED) {
    const group = (all.get(name) ?? []).filter(isAnnotated);
    if (group.length === 0) continue;
    const detected = group.map((one) => detect(one, setting));
    const otherRates = await atRates(source, group, options.windowRates, say);
    reports[name] = detectorReport(group, detected, setting, otherRates);
  }
  const own = ['dense', 'sparse'].flatMap((name) => all.get(name) ?? []);
  const heard = own.map((one) => detect(one, setting));
  return {
    date: new Date().toISOString(),
    pack: engine.pack.id,
    setting,
    ...headlineOf(own, heard),
    without_repeats: headlineOf(own.map(mergedRepeats), heard),
    halves: halves(all, setting),
    groups: reports,
    quiet: quietReport(all.get('quiet') ?? [], setting),
  };
}
