import type { JudgedState } from '../worldState.js';
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
  readonly segment: bigint;
  readonly change: number;
  readonly threshold: number;
  readonly changed: boolean;
  /** Seconds. */
  readonly latency: number;
  readonly labels: readonly { readonly label: string; readonly score: number }[];
  readonly embedding: Float32Array;
}

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
    segment: BigInt(state.segment),
    change: state.change,
    threshold: state.threshold,
    changed: state.changed,
    latency: latencySeconds,
    labels: state.labels.map(({ label, score }) => ({ label, score })),
    embedding: state.embedding,
  };
}
