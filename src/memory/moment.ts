import type { LabelScore } from '../worldState.js';

/** Where the robot was: metres and a unit quaternion, in the frame `frameId`. */
export interface Pose {
  readonly frameId: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** x, y, z, w */
  readonly orientation: readonly [number, number, number, number];
}

/** A segment, or a part of a long one, as it is remembered. */
export interface Moment {
  readonly camera: string;
  readonly query: string;
  readonly segment: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** The segment's pooled S_y: unit norm. */
  readonly embedding: Float32Array;
  /** Empty where the segment was not put into words. */
  readonly text: string;
  /** That the text is true; NaN where nobody knows. */
  readonly probability: number;
  /** Best first; empty where no labels were set. */
  readonly labels: readonly LabelScore[];
  /** Where the robot was when it began. */
  readonly pose?: Pose | undefined;
  /** What the camera saw when it began: a small JPEG file. */
  readonly picture?: Uint8Array | undefined;
}
