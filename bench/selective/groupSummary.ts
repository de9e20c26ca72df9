import { boundaryScore, countBoundaries, type BoundaryScore } from './boundaryScore.js';
import { eventTiming, timingSummary, type TimingSummary } from './eventTiming.js';
import { middleOf, type Measured } from './measured.js';
import type { Detected } from './nodeDetector.js';
import { boundariesOf } from './stream.js';

export const TOLERANCES_S = [0.5, 1, 2];
/** Shares of a clip's length by which a boundary may be off, as the literature on events has it. */
const RELATIVE_DISTANCES = Array.from({ length: 10 }, (_, step) => 0.05 * (step + 1));
/** Length of the clips there, which stands for that of a long stream. */
const CLIP_SECONDS = 10;

export interface BoundarySummary {
  /** By tolerance in seconds. */
  readonly within_s: Readonly<Record<string, BoundaryScore>>;
  /** F1 averaged over relative distances of 0.05 to 0.5 of 10 s, or of a shorter clip's length. */
  readonly f1_relative: number;
  /** F1 within a second in the first and in the last third of each stream. */
  readonly f1_first_third: number;
  readonly f1_last_third: number;
}

interface Times {
  readonly known: readonly number[];
  readonly predicted: readonly number[];
  readonly seconds: number;
}

export function boundarySummary(
  group: readonly Measured[],
  detected: readonly Detected[],
): BoundarySummary {
  const all = group.map((one, k): Times => ({
    known: boundariesOf(one.stream),
    predicted: detected[k]!.segments.slice(1).map(({ onset }) => middleOf(one, onset)),
    seconds: one.stream.seconds,
  }));
  const within = (times: readonly Times[], tolerance: (seconds: number) => number) =>
    boundaryScore(
      times.map(({ known, predicted, seconds }) =>
        countBoundaries(known, predicted, tolerance(seconds)),
      ),
    );
  const relative = RELATIVE_DISTANCES.map(
    (share) => within(all, (seconds) => share * Math.min(CLIP_SECONDS, seconds)).f1,
  );
  const third = (number: 0 | 2) =>
    within(
      all.map(({ known, predicted, seconds }) => {
        const inside = (at: number) =>
          at >= (number * seconds) / 3 && at < ((number + 1) * seconds) / 3;
        return { known: known.filter(inside), predicted: predicted.filter(inside), seconds };
      }),
      () => 1,
    ).f1;
  return {
    within_s: Object.fromEntries(
      TOLERANCES_S.map((tolerance) => [tolerance, within(all, () => tolerance)]),
    ),
    f1_relative: relative.reduce((sum, f1) => sum + f1, 0) / relative.length,
    f1_first_third: third(0),
    f1_last_third: third(2),
  };
}

export function textTiming(
  group: readonly Measured[],
  detected: readonly Detected[],
): TimingSummary {
  return timing(group, detected, ({ texts }) => texts.slice(1).map(({ said }) => said));
}

/** When something was noticed after each event's beginning, before it was confirmed. */
export function noticeTiming(
  group: readonly Measured[],
  detected: readonly Detected[],
): TimingSummary {
  return timing(group, detected, ({ noticed }) => noticed);
}

function timing(
  group: readonly Measured[],
  detected: readonly Detected[],
  windowsOf: (detected: Detected) => readonly number[],
): TimingSummary {
  return timingSummary(
    group.map(({ stream, states }, k) =>
      eventTiming(
        stream.events,
        windowsOf(detected[k]!).map((window) => states.stamps[window]!),
      ),
    ),
  );
}

/** Texts beyond each stream's first, an hour. */
export function textsPerHour(group: readonly Measured[], detected: readonly Detected[]): number {
  const texts = detected.reduce((sum, each) => sum + Math.max(0, each.texts.length - 1), 0);
  const seconds = group.reduce((sum, { stream }) => sum + stream.seconds, 0);
  return (3600 * texts) / seconds;
}
