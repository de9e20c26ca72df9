import { cross, median } from 'd3-array';

export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

const MOST_SAMPLES = 500;

/**
 * Slope in values an hour: the median of the slopes between all pairs (Theil and Sen), which a few
 * odd samples do not move. NaN of less than two samples.
 */
export function slopePerHour(samples: readonly Sample[]): number {
  const step = Math.ceil(samples.length / MOST_SAMPLES);
  const some = samples.filter((_, index) => index % step === 0);
  const slopes = cross(some, some, (a, b) => (b.value - a.value) / (b.seconds - a.seconds));
  return (median(slopes.filter(Number.isFinite)) ?? NaN) * 3600;
}

/** The median of the last third over that of the first. */
export function drift(samples: readonly Sample[]): number {
  const third = Math.floor(samples.length / 3);
  const middle = (part: readonly Sample[]) => median(part, ({ value }) => value) ?? NaN;
  return middle(samples.slice(samples.length - third)) / middle(samples.slice(0, third));
}
