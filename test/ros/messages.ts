import type { Time } from '../../src/messages/stamp.js';

/** Messages as client.py prints them. */
export interface HeaderMessage {
  readonly stamp: Time;
  readonly frame_id: string;
}

export interface WorldState {
  readonly header: HeaderMessage;
  readonly camera: string;
  readonly window_start: Time;
  readonly pack: string;
  readonly query: string;
  readonly sequence: number;
  readonly first: boolean;
  readonly run: number;
  readonly segment: number;
  readonly segment_start: Time;
  readonly change: number;
  readonly threshold: number;
  readonly changed: boolean;
  readonly noticed: boolean;
  readonly worded: boolean;
  readonly motion: number;
  readonly motion_threshold: number;
  readonly condition: number;
  readonly latency: number;
  readonly labels: readonly {
    readonly label: string;
    readonly score: number;
    readonly probability: number | 'nan';
  }[];
  readonly other_probability: number | 'nan';
  readonly embedding: readonly number[];
}

export interface DecodedText {
  readonly header: HeaderMessage;
  readonly camera: string;
  readonly pack: string;
  readonly query: string;
  readonly text: string;
  readonly confidence: number;
  readonly similarity: number;
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[];
  readonly segment: number;
  readonly segment_start: Time;
  readonly reason: number;
}

/** vljepa/DecodedText's constants. */
export const CONDITION = { OK: 0, BLACK: 1, COVERED: 2, FROZEN: 3 } as const;

/** vljepa/Watch */
export interface WatchMessage {
  readonly header: HeaderMessage;
  readonly name: string;
  readonly state: number;
  readonly probability: number | 'nan';
  readonly since: Time;
  readonly camera: string;
  readonly window_stamp: Time;
  readonly reason: string;
}

/** vljepa/Watch's constants. */
export const WATCH = { UNKNOWN: 0, OFF: 1, ON: 2 } as const;

export const REASON = { FIRST: 0, CHANGE: 1, REQUEST: 2 } as const;

export interface DiagnosticStatus {
  readonly level: { readonly base64: string };
  readonly name: string;
  readonly message: string;
  readonly hardware_id: string;
  readonly values: readonly { readonly key: string; readonly value: string }[];
}

export interface DiagnosticArray {
  readonly header: HeaderMessage;
  readonly status: readonly DiagnosticStatus[];
}
