import { boundaryScore, countBoundaries } from './boundaryScore.js';
import type { Cider } from './cider.js';
import type { CurvePoint } from './curve.js';
import { middleOf, totalSeconds, type Measured } from './measured.js';
import { ORACLES, readOracles } from './oracles.js';
import { placed, textQuality, type Pooling } from './quality.js';
import type { NamedStrategy } from './strategies/index.js';
import type { Segment } from './strategies/strategy.js';
import { boundariesOf } from './stream.js';
import { uniform } from './strategies/uniform.js';
import { RATES_HZ, decodesPerSecond, sweep, type SweepPoint } from './sweep.js';
import type { Texts } from './texts.js';

/** By strategy, from often to seldom. */
export type Curves = Readonly<Record<string, readonly CurvePoint[]>>;

/** Where a segment begins, in seconds, by its first window. */
type Located = (one: Measured, window: number) => number;

/** Tolerance of the curves' boundaries. */
const WITHIN_S = 1;

const newestOf: Located = ({ states }, window) => states.stamps[window]!;

/** Curves of one group of streams, by the paper's protocol. */
export class GroupCurves {
  readonly #group: readonly Measured[];
  readonly #texts: Texts;
  readonly #cider: Cider;
  readonly #seconds: number;

  constructor(group: readonly Measured[], texts: Texts, cider: Cider) {
    this.#group = group;
    this.#texts = texts;
    this.#cider = cider;
    this.#seconds = totalSeconds(group);
  }

  /** A text every so many seconds. */
  uniform(): Promise<CurvePoint[]> {
    const points = RATES_HZ.map((rateHz) => ({
      setting: 1 / rateHz,
      segments: this.#group.map(({ signals }) => uniform(signals.states, 1 / rateHz)),
    }));
    return this.#curve(points, 'said');
  }

  /** An online strategy, with the texts that it can say at the time. */
  online({ strategy, on }: NamedStrategy, pooling: Pooling = 'said'): Promise<CurvePoint[]> {
    const signals = this.#group.map((one) => one.signals[on]);
    // Features and pixels are those of the newest frame alone.
    const located = on === 'states' ? middleOf : newestOf;
    return this.#curve(sweep(strategy, signals, this.#seconds), pooling, located);
  }

  /** The oracles; each stream is split into as many segments as its length asks for. */
  async oracles(): Promise<Curves> {
    const known = this.#group.map(({ folder, states }) => readOracles(folder, states.count));
    const curves: Record<string, CurvePoint[]> = {};
    for (const oracle of ORACLES) {
      const points = RATES_HZ.map((rateHz) => ({
        setting: rateHz,
        segments: this.#group.map(({ states }, k) =>
          known[k]!.segments(oracle, Math.round(rateHz * states.stamps.at(-1)!)),
        ),
      }));
      curves[`oracle_${oracle}`] = await this.#curve(points, 'whole');
    }
    return curves;
  }

  /** An oracle with as many segments in each stream as given. */
  async oracleLike(
    oracle: (typeof ORACLES)[number],
    segments: readonly (readonly Segment[])[],
  ): Promise<CurvePoint> {
    const alike = this.#group.map(({ folder, states }, k) =>
      readOracles(folder, states.count).segments(oracle, segments[k]!.length),
    );
    return this.point({ setting: 0, segments: alike }, 'whole');
  }

  async point(
    point: SweepPoint,
    pooling: Pooling,
    located: Located = middleOf,
  ): Promise<CurvePoint> {
    const sums = { events: 0, cider: 0, cosine: 0, stateCosine: 0 };
    for (const [k, { stream, states }] of this.#group.entries()) {
      const said = placed(states, point.segments[k]!, pooling);
      const own = await textQuality(stream.events, said, this.#texts, this.#cider);
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += own[key];
    }
    return {
      setting: point.setting,
      decodes_per_s: decodesPerSecond(point, this.#seconds),
      boundary_f1: boundaryScore(
        this.#group.map((one, k) =>
          countBoundaries(
            boundariesOf(one.stream),
            point.segments[k]!.slice(1).map(({ onset }) => located(one, onset)),
            WITHIN_S,
          ),
        ),
      ).f1,
      cider: sums.cider / sums.events,
      cosine: sums.cosine / sums.events,
      state_cosine: sums.stateCosine / sums.events,
    };
  }

  async #curve(
    points: readonly SweepPoint[],
    pooling: Pooling,
    located?: Located,
  ): Promise<CurvePoint[]> {
    const curve = [];
    for (const point of points) curve.push(await this.point(point, pooling, located));
    return curve;
  }
}
