import { probabilityOrNull } from '../messages/probability.js';
import type { Latencies, StageLatency } from '../metrics/snapshot.js';
import { rounded, sum } from '../metrics/statistics.js';
import { toTime, type Time } from '../messages/stamp.js';
import type { TextReason } from '../worldState.js';
import type { Recording } from './recording.js';
import { segmentsOf } from './segments.js';
import { secondsSeen, timeSeen } from './timeSeen.js';

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
    /** Null where the pack does not know it. */
    readonly confidence: number | null;
    readonly reason: TextReason;
  }[];
  /** Milliseconds, by stage. */
  readonly latency_ms: Latencies;
  /** `name/version`. */
  readonly pack: string;
  /** Time in which world states kept coming, by their stamps: without jumps of the clock and silences. */
  readonly duration_s: number;
  readonly cameras: readonly string[];
}

/** What cannot be read off the published messages. */
export interface Measured {
  /** Images received. */
  readonly frames: number;
  readonly drops: Readonly<Record<string, number>>;
  readonly warnings?: Readonly<Record<string, number>>;
  readonly latencyMs: Latencies;
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
    segments: sum(tracks.map((track) => segmentsOf(track).length)),
    drops: measured.drops,
    warnings: measured.warnings ?? {},
    texts: tracks
      .flatMap(({ camera, texts }) => texts.map((text) => ({ camera, ...text })))
      .sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0))
      .map(({ stampNs, camera, text, confidence, reason }) => ({
        stamp: toTime(stampNs),
        camera,
        text,
        confidence: probabilityOrNull(confidence),
        reason,
      })),
    latency_ms: Object.fromEntries(
      Object.entries(measured.latencyMs).map(([stage, latency]) => [stage, inHundredths(latency)]),
    ),
    pack: measured.pack,
    duration_s: secondsSeen(timeSeen(tracks)),
    cameras,
  };
}

function inHundredths({ p50, p90, p99, max, count }: StageLatency): StageLatency {
  const short = (milliseconds: number) => rounded(milliseconds, 2);
  return { p50: short(p50), p90: short(p90), p99: short(p99), max: short(max), count };
}
