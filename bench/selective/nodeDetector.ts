import { ConditionJudge, type CameraCondition } from '../../src/selective/cameraCondition.js';
import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { MotionMeter } from '../../src/selective/motionMeter.js';
import { SelectiveJudge } from '../../src/selective/selectiveJudge.js';
import type { Measured } from './measured.js';
import type { Segment } from './strategies/strategy.js';
import { lumaOf, row, type WindowStates } from './windowStates.js';

/** What the node makes of a stream. */
export interface Detected {
  readonly segments: readonly Segment[];
  /** Those that are put into words. */
  readonly texts: readonly Segment[];
  /** Windows with which something was noticed. */
  readonly noticed: readonly number[];
  /** What the camera's picture is fit for, window by window. */
  readonly conditions: readonly CameraCondition[];
}

/** Runs the node's own rules over states that its pipeline gave. */
export function detect({ states }: Measured, settings: SelectiveDecoding): Detected {
  const judge = new SelectiveJudge();
  const meter = new MotionMeter();
  const camera = new ConditionJudge();
  const starts = startsOf(states);
  const segments: Segment[] = [];
  const texts: Segment[] = [];
  const noticed: number[] = [];
  const conditions: CameraCondition[] = [];
  for (let said = 0; said < states.count; said++) {
    const stampNs = nanoseconds(states.stamps[said]!);
    const features = row(states.features, said, states.featureDimension);
    const { moving } = meter.update({ stampNs, run: 0, features });
    const windowStartNs = nanoseconds(states.windowStarts[said]!);
    const embedding = row(states.embeddings, said, states.dimension);
    const luma = lumaOf(states, said);
    const condition = camera.update({ stampNs, windowStartNs, run: 0, luma });
    conditions.push(condition);
    const judgement = judge.update(
      { stampNs, windowStartNs, run: 0, moving, condition, embedding },
      settings,
    );
    if (judgement.noticed) noticed.push(said);
    const segment = { onset: starts.get(judgement.segmentStartNs)!, said };
    if (judgement.changed || judgement.first) segments.push(segment);
    if (judgement.worded) texts.push(segment);
  }
  return { segments, texts, noticed, conditions };
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
