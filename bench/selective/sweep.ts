import type { Signal } from './signal.js';
import type { Segment, Strategy } from './strategies/strategy.js';

/** Decodes a second that curves are drawn through: 2 Hz to 0.01 Hz. */
export const RATES_HZ = [2, 1, 0.5, 0.25, 0.12, 0.06, 0.03, 0.01];

/** Settings that are tried: squared distances and what is like them, from hardly any to the largest. */
const SETTINGS = Array.from({ length: 56 }, (_, step) => 1e-5 * 1.29 ** step);

export interface SweepPoint {
  readonly setting: number;
  /** Of each stream. */
  readonly segments: readonly (readonly Segment[])[];
}

/**
 * A strategy's behaviour from often to seldom: of all settings those that decode about as often as
 * {@link RATES_HZ}, each once.
 */
export function sweep(
  strategy: Strategy,
  signals: readonly Signal[],
  seconds: number,
): SweepPoint[] {
  const points = SETTINGS.map((setting) => ({
    setting,
    segments: signals.map((signal) => strategy(signal, setting)),
  }));
  return nearRates(points, seconds);
}

/** Those of the points that decode about as often as {@link RATES_HZ}. */
export function nearRates(points: readonly SweepPoint[], seconds: number): SweepPoint[] {
  const distance = (point: SweepPoint, rateHz: number) =>
    Math.abs(Math.log(decodesPerSecond(point, seconds) / rateHz));
  const chosen = RATES_HZ.map((rateHz) =>
    points.reduce((best, one) => (distance(one, rateHz) < distance(best, rateHz) ? one : best)),
  );
  return [...new Set(chosen)];
}

export function decodesPerSecond({ segments }: SweepPoint, seconds: number): number {
  return segments.reduce((sum, each) => sum + each.length, 0) / seconds;
}
