import type { CameraCondition } from './selective/cameraCondition.js';
import type { Unconfirmed } from './selective/changeDetector.js';
import type { Motion } from './selective/motionMeter.js';

/** How well a label describes a window. */
export interface LabelScore {
  readonly label: string;
  /** Cosine of S_y with the label's embedding. */
  readonly score: number;
  /** That it is this label, and no other one or none of them; NaN where the pack is not calibrated. */
  readonly probability: number;
}

/** What the pipeline knows after one window of one camera under one query. */
export interface WorldState {
  readonly camera: string;
  /** Stamp and frame of reference of the window's newest frame. */
  readonly stampNs: bigint;
  /** Counts the runs of the camera's stamps; another one than before: they have jumped. */
  readonly run: number;
  readonly frameId: string;
  readonly windowStartNs: bigint;
  readonly query: string;
  /** Counts the windows of this camera and query, from 0. */
  readonly sequence: number;
  /** S_y: unit norm. */
  readonly embedding: Float32Array;
  /** `Prediction.frameFeatures` of the window's newest frame; the same for all queries. */
  readonly frameFeatures: Float32Array;
  /** Of the picture at the window's newest frame; the same for all queries. */
  readonly motion: Motion;
  /** S_y for each query that labels are held against; the same for all queries of a window. */
  readonly labelStates: readonly Float32Array[];
  /** S_y for each query that the window was asked, by query; the same for all queries of a window. */
  readonly answers: ReadonlyMap<string, Float32Array>;
  /** Of the camera, by the window's frames; the same for all queries. */
  readonly condition: CameraCondition;
  /** Best first; empty while no labels are set. */
  readonly labels: readonly LabelScore[];
  /** That it is none of the labels; NaN where none are set or the pack is not calibrated. */
  readonly otherProbability: number;
  /** Monotonic clock (ms) when the newest frame was received. */
  readonly receivedMs: number;
}

/** A world state after selective decoding has judged it. */
export interface JudgedState extends WorldState {
  readonly segment: number;
  readonly segmentStartNs: bigint;
  /** Change score and the threshold it was held against. */
  readonly change: number;
  readonly threshold: number;
  /** True on the one state that confirms a change. */
  readonly changed: boolean;
  /** The score with which the running segment was confirmed; 0 in the first one. */
  readonly segmentChange: number;
  /** True on the first state of a camera and query: it begins its first segment. */
  readonly first: boolean;
  /**
   * True on the state with which something begins that is not confirmed yet: motion after stillness, or
   * a change score above the threshold.
   */
  readonly noticed: boolean;
  /** True where the segment is put into words: on the first state, and on changes that tell something new. */
  readonly worded: boolean;
  /** Why a change that has begun is not confirmed yet. */
  readonly unconfirmed?: Unconfirmed;
  /** Mean of the running segment's states, unit norm: what the Y-Decoder reads. */
  readonly segmentEmbedding: Float32Array;
}

export type TextReason = 'FIRST' | 'CHANGE' | 'REQUEST';

/** Another thing that could be said, and its chance of being true. */
export interface TextCandidate {
  readonly text: string;
  readonly probability: number;
}

/** Words for a segment. */
export interface DecodedText {
  readonly camera: string;
  readonly stampNs: bigint;
  readonly frameId: string;
  readonly query: string;
  readonly text: string;
  /** Probability that the text is true, 0 to 1; NaN where the pack does not know it. */
  readonly confidence: number;
  /** Cosine of the decoded embedding and the Y-Encoder's embedding of `text`. */
  readonly similarity: number;
  /** What is as specific as the text or more so and comes next, most probable first. */
  readonly alternatives: readonly TextCandidate[];
  readonly segment: number;
  readonly segmentStartNs: bigint;
  /** The change score that caused the text. */
  readonly change: number;
  readonly reason: TextReason;
}
