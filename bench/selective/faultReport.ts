import type { CameraCondition } from '../../src/selective/cameraCondition.js';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import type { Groups } from './allStates.js';
import type { Measured } from './measured.js';
import { detect } from './nodeDetector.js';
import type { FaultReport } from './report.js';

const FAULTS = 'faults';

/** What is said and marked while a camera shows nothing, and marked where it does show something. */
export function faultReport(groups: Groups, setting: SelectiveDecoding): FaultReport | undefined {
  const faults = groups.get(FAULTS);
  if (faults === undefined) return undefined;
  const judged = faults.map((one) => ({ name: one.stream.name, ...markedOf(one, setting) }));
  const of = <T>(value: (one: (typeof judged)[number]) => T) =>
    Object.fromEntries(judged.map((one) => [one.name, value(one)]));
  const others = [...groups].filter(([group]) => group !== FAULTS);
  return {
    texts: of(({ texts }) => texts),
    marked_after_s: of(({ afterS }) => afterS),
    marked_share: of(({ share }) => share),
    false_marks: Object.fromEntries(
      others.map(([group, streams]) => [
        group,
        streams.flatMap((one) => faultsOf(detect(one, setting).conditions)).length,
      ]),
    ),
  };
}

function markedOf(one: Measured, setting: SelectiveDecoding) {
  const { conditions, texts } = detect(one, setting);
  const [event] = one.stream.events;
  const { startS, endS, kind } = event!;
  const { stamps } = one.states;
  const during = conditions.map((condition, k) => ({ condition, atS: stamps[k]! }));
  const lasting = during.filter(({ atS }) => atS >= startS && atS < endS);
  const marked = lasting.filter(({ condition }) => kind === `camera_${condition}`);
  const first = marked[0];
  return {
    texts: texts.length - 1,
    afterS: first === undefined ? null : first.atS - startS,
    share: marked.length / lasting.length,
  };
}

function faultsOf(conditions: readonly CameraCondition[]): CameraCondition[] {
  return conditions.filter((condition) => condition !== 'ok');
}
