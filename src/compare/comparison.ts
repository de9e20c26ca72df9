import type { TextPoint, Track } from '../report/recording.js';
import { segmentsOf } from '../report/segments.js';
import { pairTexts, type TextPair } from './pairTexts.js';
import type { ReplayOutput } from './readReplay.js';
import { scoreDifferences, type ScoreDifferences } from './scoreDifferences.js';

/** Two replays of the same bag beside each other. */
export interface Comparison {
  readonly a: ReplayOutput;
  readonly b: ReplayOutput;
  readonly cameras: readonly CameraComparison[];
}

/** A camera under a query in both replays, or in one of them. */
export interface CameraComparison {
  readonly camera: string;
  readonly a: ComparedTrack | undefined;
  readonly b: ComparedTrack | undefined;
  readonly pairs: readonly TextPair[];
  /** Undefined where only one of them has the camera. */
  readonly scores: ScoreDifferences | undefined;
}

export interface ComparedTrack {
  readonly track: Track;
  readonly segments: number;
}

/** @param withinNs how far apart the segments of two texts may begin that tell of the same */
export function compareReplays(a: ReplayOutput, b: ReplayOutput, withinNs: bigint): Comparison {
  const cameras = pairTracks(a.recording.tracks, b.recording.tracks).map(
    ([one, other]): CameraComparison => ({
      camera: (one ?? other)!.camera,
      a: one && compared(one),
      b: other && compared(other),
      pairs: pairTexts(spoken(one), spoken(other), withinNs),
      scores: one && other ? scoreDifferences(one.states, other.states) : undefined,
    }),
  );
  return { a, b, cameras };
}

/** By camera and query; where a camera has one query that is only in A and one only in B, these two. */
function pairTracks(
  a: readonly Track[],
  b: readonly Track[],
): (readonly [Track | undefined, Track | undefined])[] {
  const left = new Set(b);
  const equal = (one: Track) =>
    b.find(({ camera, query }) => camera === one.camera && query === one.query);
  const only = (one: Track) => {
    const ofCamera = ({ camera }: Track) => camera === one.camera;
    const others = [...left]
      .filter(ofCamera)
      .filter((other) => !a.some((two) => two.query === other.query && ofCamera(two)));
    const own = a.filter(ofCamera).filter((two) => !equal(two));
    return others.length === 1 && own.length === 1 ? others[0] : undefined;
  };
  const pairs = a.map((one) => {
    const other = equal(one) ?? only(one);
    if (other) left.delete(other);
    return [one, other] as const;
  });
  return [...pairs, ...[...left].map((other) => [undefined, other] as const)];
}

function compared(track: Track): ComparedTrack {
  return { track, segments: segmentsOf(track).length };
}

/** Texts that nobody asked for. */
function spoken(track: Track | undefined): readonly TextPoint[] {
  return track?.texts.filter(({ reason }) => reason !== 'REQUEST') ?? [];
}

/** How the two texts of a pair stand to each other. */
export type Said = 'in both' | 'in other words' | 'only in A' | 'only in B';

export function saidOf({ a, b }: TextPair): Said {
  if (!b) return 'only in A';
  if (!a) return 'only in B';
  return a.text === b.text ? 'in both' : 'in other words';
}
