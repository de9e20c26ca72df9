import { CalibratedThreshold } from '../../src/selective/calibratedThreshold.js';
import { ChangeDetector, type SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { MotionMeter } from '../../src/selective/motionMeter.js';
import { Noticing } from '../../src/selective/noticing.js';
import { Wording } from '../../src/selective/wording.js';
import type { Measured } from './measured.js';
import type { Segment } from './strategies/strategy.js';
import { row, type WindowStates } from './windowStates.js';

/** What the node makes of a stream. */
export interface Detected {
  readonly segments: readonly Segment[];
  /** Those that are put into words. */
  readonly texts: readonly Segment[];
  /** Windows with which something was noticed. */
  readonly noticed: readonly number[];
}

/** Runs the node's own rules over states that its pipeline gave. */
export function detect({ states }: Measured, settings: SelectiveDecoding): Detected {
  const detector = new ChangeDetector();
  const meter = new MotionMeter();
  const calibrated = new CalibratedThreshold();
  const noticing = new Noticing();
  const wording = new Wording();
  const starts = startsOf(states);
  const segments: Segment[] = [];
  const texts: Segment[] = [];
  const noticed: number[] = [];
  for (let said = 0; said < states.count; said++) {
    const stampNs = nanoseconds(states.stamps[said]!);
    const features = row(states.features, said, states.featureDimension);
    const { moving } = meter.update({ stampNs, run: 0, features });
    const windowStartNs = nanoseconds(states.windowStarts[said]!);
    const embedding = row(states.embeddings, said, states.dimension);
    const threshold = calibrated.threshold(settings);
    const { change, changed, first, segmentStartNs, unconfirmed } = detector.update(
      { stampNs, windowStartNs, run: 0, moving, embedding },
      { ...settings, threshold },
    );
    calibrated.learn({ stampNs, windowStartNs, run: 0, moving, change });
    if (noticing.update({ moving, begun: unconfirmed !== undefined || changed }))
      noticed.push(said);
    const worded = wording.update({ stampNs, run: 0, moving, changed, first }, settings.texts);
    const segment = { onset: starts.get(segmentStartNs)!, said };
    if (changed || first) segments.push(segment);
    if (worded) texts.push(segment);
  }
  return { segments, texts, noticed };
}

/** Windows by their middle, as the detector computes it. */
function startsOf({ count, stamps, windowStarts }: WindowStates): Map<bigint, number> {
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const startNs = nanoseconds(windowStarts[index]!);
      return [startNs + (nanoseconds(stamps[index]!) - startNs) / 2n, index];
    }),
  );
}

function nanoseconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}
