import { defer, map, type OperatorFunction } from 'rxjs';
import { ConditionJudge, type CameraCondition } from '../selective/cameraCondition.js';
import type { MeasuredClip } from './measureMotion.js';

/** A clip, and what its camera's picture is fit for. */
export interface ConditionedClip extends MeasuredClip {
  readonly condition: CameraCondition;
}

/**
 * Judges one camera by its clips.
 *
 * @param judged called with each judgement, and whether a frozen picture could be told
 */
export function judgeCondition(
  judged: (condition: CameraCondition, noiseKnown: boolean) => void = () => {},
): OperatorFunction<MeasuredClip, ConditionedClip> {
  return (clips) =>
    defer(() => {
      const judge = new ConditionJudge();
      return clips.pipe(
        map((measured) => {
          const { stampNs, run } = measured.clip.newest;
          const { windowStartNs, luma } = measured;
          const condition = judge.update({ stampNs, run, windowStartNs, luma });
          judged(condition, judge.noiseKnown);
          return { ...measured, condition };
        }),
      );
    });
}
