import type { CameraCondition } from '../selective/cameraCondition.js';

const FAULTS: Readonly<Record<Exclude<CameraCondition, 'ok'>, string>> = {
  black:
    'the picture is black: check the lens cap, the light, the exposure and the power of the camera',
  covered:
    'the picture shows no detail any more: check whether the lens is covered or out of focus',
  frozen:
    'the same picture comes again and again with new stamps: check the camera and restart its driver',
};

/** What is wrong with a camera's picture and what to do; undefined where nothing is. */
export function pictureFault(condition: CameraCondition): string | undefined {
  return condition === 'ok' ? undefined : FAULTS[condition];
}
