import type { CameraCondition } from '../selective/cameraCondition.js';
import type { WatchState } from '../watches/hysteresis.js';
import type { WatchStatus } from '../watches/watch.js';
import type { DecodedText, JudgedState, TextReason } from '../worldState.js';
import { toTime, type Time } from './stamp.js';

/** `std_msgs/Header`. */
export interface Header {
  readonly stamp: Time;
  readonly frame_id: string;
}

/** `vljepa/WorldState`: names and order of msg/WorldState.msg. */
export interface WorldStateMessage {
  readonly header: Header;
  readonly camera: string;
  readonly window_start: Time;
  readonly pack: string;
  readonly query: string;
  readonly sequence: bigint;
  readonly first: boolean;
  readonly run: bigint;
  readonly segment: bigint;
  readonly segment_start: Time;
  readonly change: number;
  readonly threshold: number;
  readonly changed: boolean;
  readonly noticed: boolean;
  readonly worded: boolean;
  readonly motion: number;
  readonly motion_threshold: number;
  readonly condition: number;
  /** Seconds. */
  readonly latency: number;
  readonly labels: readonly {
    readonly label: string;
    readonly score: number;
    readonly probability: number;
  }[];
  readonly other_probability: number;
  readonly embedding: Float32Array;
}

/** The constants of msg/WorldState.msg. */
const CONDITION_NUMBERS: Readonly<Record<CameraCondition, number>> = {
  ok: 0,
  black: 1,
  covered: 2,
  frozen: 3,
};

/**
 * What is published of a judged state.
 *
 * @param pack `name/version`
 * @param latencySeconds from receiving the newest frame to now; 0 in a replay
 */
export function worldStateMessage(
  state: JudgedState,
  pack: string,
  latencySeconds: number,
): WorldStateMessage {
  return {
    header: { stamp: toTime(state.stampNs), frame_id: state.frameId },
    camera: state.camera,
    window_start: toTime(state.windowStartNs),
    pack,
    query: state.query,
    sequence: BigInt(state.sequence),
    first: state.first,
    run: BigInt(state.run),
    segment: BigInt(state.segment),
    segment_start: toTime(state.segmentStartNs),
    change: state.change,
    threshold: state.threshold,
    changed: state.changed,
    noticed: state.noticed,
    worded: state.worded,
    motion: state.motion.amount,
    motion_threshold: state.motion.threshold,
    condition: CONDITION_NUMBERS[state.condition],
    latency: latencySeconds,
    labels: state.labels.map(({ label, score, probability }) => ({ label, score, probability })),
    other_probability: state.otherProbability,
    embedding: state.embedding,
  };
}

/** The constants of msg/DecodedText.msg. */
const REASON_NUMBERS: Readonly<Record<TextReason, number>> = { FIRST: 0, CHANGE: 1, REQUEST: 2 };

/** `vljepa/DecodedText`: names and order of msg/DecodedText.msg. */
export interface DecodedTextMessage {
  readonly header: Header;
  readonly camera: string;
  readonly pack: string;
  readonly query: string;
  readonly text: string;
  readonly confidence: number;
  readonly similarity: number;
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[];
  readonly segment: bigint;
  readonly segment_start: Time;
  readonly reason: number;
  readonly change: number;
}

/** @param pack `name/version` */
export function decodedTextMessage(text: DecodedText, pack: string): DecodedTextMessage {
  return {
    header: { stamp: toTime(text.stampNs), frame_id: text.frameId },
    camera: text.camera,
    pack,
    query: text.query,
    text: text.text,
    confidence: text.confidence,
    similarity: text.similarity,
    alternatives: text.alternatives.map(({ text, probability }) => ({ text, probability })),
    segment: BigInt(text.segment),
    segment_start: toTime(text.segmentStartNs),
    reason: REASON_NUMBERS[text.reason],
    change: text.change,
  };
}

/** The constants of msg/Watch.msg. */
const WATCH_STATES: Readonly<Record<WatchState, number>> = { UNKNOWN: 0, OFF: 1, ON: 2 };

/** Of a number that msg/Watch.msg knows. */
export function watchStateName(state: number): WatchState {
  return (Object.keys(WATCH_STATES) as WatchState[]).find((name) => WATCH_STATES[name] === state)!;
}

/** `vljepa/Watch`: names and order of msg/Watch.msg. */
export interface WatchMessage {
  readonly header: Header;
  readonly name: string;
  readonly state: number;
  readonly probability: number;
  readonly since: Time;
  readonly camera: string;
  readonly window_stamp: Time;
  readonly reason: string;
}

/** @param nowNs by the node's clock; in a replay, the stamp of the window */
export function watchMessage(name: string, status: WatchStatus, nowNs: bigint): WatchMessage {
  return {
    header: { stamp: toTime(nowNs), frame_id: status.frameId },
    name,
    state: WATCH_STATES[status.state],
    probability: status.probability,
    since: toTime(status.sinceNs),
    camera: status.camera,
    window_stamp: toTime(status.windowStampNs),
    reason: status.reason,
  };
}

/** FIRST, CHANGE or REQUEST; undefined for a number that msg/DecodedText.msg does not know. */
export function reasonName(reason: number): TextReason | undefined {
  return (Object.keys(REASON_NUMBERS) as TextReason[]).find(
    (name) => REASON_NUMBERS[name] === reason,
  );
}
