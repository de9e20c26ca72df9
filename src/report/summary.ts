import { percentile } from '../percentile.js';
import { toTime, type Time } from '../messages/stamp.js';
import type { TextReason } from '../worldState.js';
import { segmentCount, type Recording } from './recording.js';
import { secondsSeen, timeSeen } from './timeSeen.js';

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/** `summary.json`. */
export interface Summary {
  readonly frames: number;
  readonly windows: number;
  readonly segments: number;
  /** Frames that gave no window, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  /** Frames that were odd and gave a window all the same, by what was odd. */
  readonly warnings: Readonly<Record<string, number>>;
  /** In order of stamps. */
  readonly texts: readonly {
    readonly stamp: Time;
    readonly camera: string;
    readonly text: string;
    readonly confidence: number;
    readonly reason: TextReason;
  }[];
  /** Milliseconds, by stage. */
  readonly latency_ms: Readonly<Record<string, Percentiles>>;
  /** `name/version`. */
  readonly pack: string;
  /** Time that is covered by world states, by their stamps; jumps of the clock and silences are not. */
  readonly duration_s: number;
  readonly cameras: readonly string[];
}

/** What cannot be read off the published messages. */
export interface Measured {
  /** Images received. */
  readonly frames: number;
  readonly drops: Readonly<Record<string, number>>;
  readonly warnings?: Readonly<Record<string, number>>;
  /** Milliseconds of every window, by stage. */
  readonly stageMs: Iterable<readonly [stage: string, milliseconds: readonly number[]]>;
  readonly pack: string;
}

export function summarize(recording: Recording, measured: Measured): Summary {
  const { tracks } = recording;
  const cameras = [...new Set(tracks.map(({ camera }) => camera))];
  // Each query has its own state of a window.
  const windowsOf = (name: string) =>
    Math.max(...tracks.filter(({ camera }) => camera === name).map(({ states }) => states.length));
  return {
    frames: measured.frames,
    windows: sum(cameras.map(windowsOf)),
    segments: sum(tracks.map(segmentCount)),
    drops: measured.drops,
    warnings: measured.warnings ?? {},
    texts: tracks
      .flatMap(({ camera, texts }) => texts.map((text) => ({ camera, ...text })))
      .sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0))
      .map(({ stampNs, camera, text, confidence, reason }) => ({
        stamp: toTime(stampNs),
        camera,
        text,
        confidence,
        reason,
      })),
    latency_ms: Object.fromEntries(
      [...measured.stageMs].map(([stage, milliseconds]) => [stage, percentiles(milliseconds)]),
    ),
    pack: measured.pack,
    duration_s: secondsSeen(timeSeen(tracks)),
    cameras,
  };
}

/** Nearest rank, rounded to a hundredth. `values` must not be empty. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => Math.round(percentile(sorted, share)! * 100) / 100;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), count: sorted.length };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
