import type { Recording, TextPoint, Track } from './recording.js';
import type { ReferenceEvents } from './referenceEvents.js';
import type {
  DifferenceData,
  EventData,
  PicturesData,
  ReportData,
  TimeData,
} from './reportData.js';
import { TimeAxis } from './timeAxis.js';
import { timeSeen } from './timeSeen.js';
import { Places, trackData } from './trackData.js';

/** Seconds of a tick, unless the recording is longer than five days. */
const FINEST_TICK = 1e-4;
const TICKS = 2 ** 32 - 1;

/** A card of the page: one track, or two that are compared. */
export interface ChartInput {
  readonly camera: string;
  readonly query: string;
  readonly tracks: readonly Track[];
  readonly comparison?: {
    /** By track. */
    readonly names: readonly string[];
    /** How a text stands to the other track's: a place in `SAID`. */
    readonly said: ReadonlyMap<TextPoint, number>;
    readonly differences: readonly {
      readonly startNs: bigint;
      readonly endNs: bigint;
      readonly greatest: number;
    }[];
  };
}

/** What the page's script draws. @param charts at least one, and a state in it */
export function reportData(
  charts: readonly ChartInput[],
  reference: ReferenceEvents | undefined,
): ReportData {
  const axis = new TimeAxis(timeSeen(charts.flatMap(({ tracks }) => tracks)));
  const tick = Math.max(FINEST_TICK, axis.seconds / TICKS);
  const shared = { axis, tick, words: new Places(), labels: new Places() };
  const drawn = charts.map(({ camera, query, tracks, comparison }) => ({
    camera,
    query,
    tracks: tracks.map((track, i) =>
      trackData(track, shared, comparison?.names[i], comparison?.said),
    ),
    ...(comparison
      ? {
          differences: comparison.differences.map(
            ({ startNs, endNs, greatest }): DifferenceData => ({
              from: axis.secondsOf(startNs),
              to: axis.secondsOf(endNs),
              greatest,
            }),
          ),
        }
      : {}),
  }));
  return {
    time: timeData(axis, tick),
    words: shared.words.texts,
    labels: shared.labels.texts,
    events: eventsData(reference, axis),
    charts: drawn,
  };
}

/** What the cameras saw. */
export function picturesData(recording: Recording): PicturesData {
  return Object.fromEntries(
    recording.picturedCameras.map((camera) => [
      camera,
      recording
        .pictures(camera)
        .map(({ stampNs, source }) => ({ stampNs: String(stampNs), source })),
    ]),
  );
}

/** When the axis begins, in milliseconds of wall time; undefined for simulated time. */
export function startMilliseconds({ pieces, isWallTime }: TimeData): number | undefined {
  if (!isWallTime) return undefined;
  return pieces.map(({ startNs }) => Number(BigInt(startNs) / 1_000_000n)).find(isOfThisAge);
}

function timeData({ seconds, pieces }: TimeAxis, tick: number): TimeData {
  return {
    seconds,
    tick,
    pieces: pieces.map(({ startNs, from, to }) => ({ startNs: String(startNs), from, to })),
    isWallTime: pieces.some(({ startNs }) => isOfThisAge(Number(startNs / 1_000_000n))),
  };
}

/** Stamps of a simulation begin near 0. */
function isOfThisAge(milliseconds: number): boolean {
  return milliseconds > Date.UTC(2000) && milliseconds < Date.UTC(2200);
}

function eventsData(reference: ReferenceEvents | undefined, axis: TimeAxis): EventData[] {
  return (reference?.events ?? [])
    .filter((event) => axis.shows(event))
    .map(({ startNs, endNs, kind, text }) => ({
      from: axis.secondsOf(startNs),
      to: axis.secondsOf(endNs),
      kind: kind.replaceAll('_', ' '),
      text,
    }))
    .sort((a, b) => a.from - b.from);
}
