import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import type { Groups } from './allStates.js';
import { boundarySummary, textsPerHour } from './groupSummary.js';
import { headlineOf } from './headline.js';
import type { Measured } from './measured.js';
import { detect } from './nodeDetector.js';
import type { HalfReport, Halves } from './report.js';
import { mergedRepeats } from './withoutRepeats.js';

/**
 * Every other stream of each group, by name, is one that rules and defaults were chosen on; the others were
 * only measured. Texts that repeat the one before count here, so that nothing has to be decoded.
 */
export function halves(groups: Groups, setting: SelectiveDecoding): Halves {
  const half = (of: 0 | 1) => halfReport(groups, setting, of);
  return { chosen_on: half(0), held_out: half(1) };
}

function halfReport(groups: Groups, setting: SelectiveDecoding, of: 0 | 1): HalfReport {
  const members = (name: string) => everyOther(groups.get(name) ?? [], of);
  const heard = (group: readonly Measured[]) => group.map((one) => detect(one, setting));
  const own = [...members('dense'), ...members('sparse')];
  const foreign = members('foreign');
  const real = everyOther((groups.get('real') ?? []).filter(isAnnotated), of);
  const heardReal = heard(real);
  return {
    streams: [...own, ...foreign, ...real].map(({ stream }) => `${stream.group}/${stream.name}`),
    ...headlineOf(own, heard(own)),
    without_repeats: headlineOf(own.map(mergedRepeats), heard(own)),
    foreign: headlineOf(foreign, heard(foreign)),
    real: {
      ...headlineOf(real, heardReal),
      boundary_recall: boundarySummary(real, heardReal).within_s['1']!.recall,
      texts_per_minute: textsPerHour(real, heardReal) / 60,
    },
  };
}

/** Whether a clip's events are known. */
export function isAnnotated({ stream }: Measured): boolean {
  return stream.events.length > 0;
}

/** The first, third, … or the second, fourth, … */
export function everyOther<T>(all: readonly T[], from: 0 | 1): T[] {
  return all.filter((_, index) => index % 2 === from);
}
