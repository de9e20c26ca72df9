import { probabilityOrNull, probabilityText } from '../messages/probability.js';
import { toTime, type Time } from '../messages/stamp.js';
import { rounded } from '../metrics/statistics.js';
import { clock } from '../report/clock.js';
import type { TextPoint } from '../report/recording.js';
import type { TimeAxis } from '../report/timeAxis.js';
import { saidOf, type CameraComparison, type Comparison, type Said } from './comparison.js';
import type { TextPair } from './pairTexts.js';
import type { ReplayOutput } from './readReplay.js';

/** Texts of one kind that are printed, at most. */
const MOST_PRINTED = 20;

/** What `--json` prints. */
export interface ComparisonSummary {
  readonly a: SideSummary;
  readonly b: SideSummary;
  readonly cameras: readonly CameraSummary[];
}

interface SideSummary {
  readonly folder: string;
  readonly bag: string;
  readonly pack: string;
  readonly windows: number;
  readonly segments: number;
  readonly texts: number;
}

interface CameraSummary {
  readonly camera: string;
  /** null where that replay does not have the camera. */
  readonly query_a: string | null;
  readonly query_b: string | null;
  readonly in_both: number;
  readonly in_other_words: readonly { readonly a: TextSummary; readonly b: TextSummary }[];
  readonly only_a: readonly TextSummary[];
  readonly only_b: readonly TextSummary[];
  /** null where only one replay has the camera. */
  readonly change_scores: {
    readonly compared: number;
    readonly mean_difference: number;
    readonly max_difference: number;
    /** On different sides of their thresholds. */
    readonly other_decision: number;
    readonly stretches: readonly {
      readonly start: Time;
      readonly end: Time;
      readonly max_difference: number;
    }[];
  } | null;
}

interface TextSummary {
  readonly stamp: Time;
  readonly segment_start: Time;
  readonly text: string;
  /** Null where the pack does not know it. */
  readonly confidence: number | null;
}

export function comparisonSummary({ a, b, cameras }: Comparison): ComparisonSummary {
  return { a: sideSummary(a), b: sideSummary(b), cameras: cameras.map(cameraSummary) };
}

function sideSummary({ folder, summary }: ReplayOutput): SideSummary {
  const { bag, pack, windows, segments, texts } = summary;
  return { folder, bag, pack, windows, segments, texts: texts.length };
}

function cameraSummary(camera: CameraComparison): CameraSummary {
  const { a, b, scores } = camera;
  return {
    camera: camera.camera,
    query_a: a?.track.query ?? null,
    query_b: b?.track.query ?? null,
    in_both: pairsOf(camera, 'in both').length,
    in_other_words: pairsOf(camera, 'in other words').map((pair) => ({
      a: textSummary(pair.a!),
      b: textSummary(pair.b!),
    })),
    only_a: pairsOf(camera, 'only in A').map((pair) => textSummary(pair.a!)),
    only_b: pairsOf(camera, 'only in B').map((pair) => textSummary(pair.b!)),
    change_scores: scores
      ? {
          compared: scores.compared,
          mean_difference: rounded(scores.mean, 4),
          max_difference: rounded(scores.greatest, 4),
          other_decision: scores.otherDecision,
          stretches: scores.stretches.map(({ startNs, endNs, greatest }) => ({
            start: toTime(startNs),
            end: toTime(endNs),
            max_difference: rounded(greatest, 4),
          })),
        }
      : null,
  };
}

function textSummary({ stampNs, segmentStartNs, text, confidence }: TextPoint): TextSummary {
  return {
    stamp: toTime(stampNs),
    segment_start: toTime(segmentStartNs),
    text,
    confidence: probabilityOrNull(rounded(confidence, 4)),
  };
}

export function pairsOf({ pairs }: CameraComparison, said: Said): readonly TextPair[] {
  return pairs.filter((pair) => saidOf(pair) === said);
}

/** The same for people, line by line. @param axis of both replays */
export function summaryLines(comparison: Comparison, axis: TimeAxis): string[] {
  const { a, b, cameras } = comparison;
  const side = (name: string, { folder, summary }: ReplayOutput) =>
    `${name}  ${folder}  ${summary.pack}: ${summary.windows} windows, ${summary.segments} segments, ${summary.texts.length} texts`;
  return [
    side('A', a),
    side('B', b),
    ...cameras.flatMap((camera) => ['', ...cameraLines(camera, axis)]),
  ];
}

function cameraLines(camera: CameraComparison, axis: TimeAxis): string[] {
  return [
    `camera ${camera.camera}: ${countsLine(camera)}`,
    ...scoreLines(camera),
    ...listed(camera, 'only in A', axis, ({ a: text }) => words(text!)),
    ...listed(camera, 'only in B', axis, ({ b: text }) => words(text!)),
    ...listed(
      camera,
      'in other words',
      axis,
      ({ a: one, b: other }) => `${words(one!)} | ${words(other!)}`,
    ),
  ];
}

/** How often what was said, in words. */
export function countsLine(camera: CameraComparison): string {
  const kinds: readonly Said[] = ['in both', 'in other words', 'only in A', 'only in B'];
  const counts = kinds.map((said) => `${pairsOf(camera, said).length} ${said}`);
  return `said ${counts.join(', ')}`;
}

/** How the change scores stand to each other, in words. */
export function scoreLines({ scores, a, b }: CameraComparison): string[] {
  if (!scores) return [`  only ${a ? 'A' : 'B'} has this camera`];
  const queries =
    a!.track.query === b!.track.query
      ? []
      : [`  A was asked "${a!.track.query}", B "${b!.track.query}"`];
  if (scores.compared === 0) return [...queries, '  no two world states are of the same time'];
  return [
    ...queries,
    `  change scores ${scores.mean.toFixed(3)} apart on average, ${scores.greatest.toFixed(3)} at most; ${scores.otherDecision} of ${scores.compared} windows on different sides of their thresholds`,
  ];
}

function listed(
  camera: CameraComparison,
  said: Said,
  axis: TimeAxis,
  wordsOf: (pair: TextPair) => string,
): string[] {
  const pairs = pairsOf(camera, said);
  const lines = pairs.slice(0, MOST_PRINTED).map((pair) => {
    const at = clock(axis.secondsOf((pair.a ?? pair.b)!.stampNs)).padStart(9);
    return `  ${said.padEnd(14)}  ${at}  ${wordsOf(pair)}`;
  });
  const left = pairs.length - lines.length;
  return left > 0 ? [...lines, `  ${said.padEnd(14)}  and ${left} more`] : lines;
}

function words({ text, confidence }: TextPoint): string {
  return `${text} (${probabilityText(confidence)})`;
}
