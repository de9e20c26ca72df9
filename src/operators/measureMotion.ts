import { defer, map, type OperatorFunction } from 'rxjs';
import { MotionMeter, type Motion } from '../selective/motionMeter.js';
import type { PredictedClip } from './predictor.js';

/** A clip, what was predicted of it, and how much its newest frame moves. */
export interface MeasuredClip extends PredictedClip {
  readonly motion: Motion;
}

/** Holds each clip's newest frame against those before. One camera's clips. */
export function measureMotion(): OperatorFunction<PredictedClip, MeasuredClip> {
  return (clips) =>
    defer(() => {
      const meter = new MotionMeter();
      return clips.pipe(
        map((predicted) => {
          const { stampNs, run } = predicted.clip.newest;
          const { frameFeatures: features, reused } = predicted;
          const frame = { stampNs, run, features, reused: reused?.encoding === true };
          return { ...predicted, motion: meter.update(frame) };
        }),
      );
    });
}
