import { px } from './markup.js';
import type { StatePoint } from './recording.js';
import type { TimeAxis } from './timeAxis.js';
import { runs } from './timeSeen.js';

/** More points than this are drawn as the least and greatest of each pixel. */
const MOST_POINTS = 4000;

/** Silences from here on break the curve, unless the camera is slower. */
const SHORTEST_BREAK_NS = 1_000_000_000;

/** Maps change scores to pixels, 0 at the bottom. */
export class ChangeAxis {
  readonly #greatest: number;

  constructor(
    states: readonly StatePoint[],
    readonly top: number,
    readonly bottom: number,
  ) {
    const greatest = states.reduce(
      (most, { change, threshold }) => Math.max(most, change, threshold * 1.2),
      0,
    );
    this.#greatest = greatest > 0 ? greatest * 1.06 : 1;
  }

  y(change: number): number {
    return this.bottom - (change / this.#greatest) * (this.bottom - this.top);
  }

  ticks(): { readonly y: number; readonly label: string }[] {
    const rough = this.#greatest / 5;
    const decade = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * decade).find((size) => size >= rough)!;
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const count = Math.floor(this.#greatest / step);
    return Array.from({ length: count + 1 }, (_, i) => ({
      y: this.y(i * step),
      label: (i * step).toFixed(digits),
    }));
  }
}

/** SVG path of the change scores; it stops and starts anew where time jumps. */
export function curve(states: readonly StatePoint[], time: TimeAxis, change: ChangeAxis): string {
  return runs(states, SHORTEST_BREAK_NS)
    .map((run) => path(thin(run, time).map((s) => [time.x(s.stampNs), change.y(s.change)])))
    .join('');
}

/** SVG path of the threshold that each state was held against; a step where it was changed. */
export function thresholdLine(
  states: readonly StatePoint[],
  time: TimeAxis,
  change: ChangeAxis,
): string {
  return runs(states, SHORTEST_BREAK_NS)
    .map((run) => {
      const points: [number, number][] = [];
      run.forEach(({ stampNs, threshold }, i) => {
        const x = time.x(stampNs);
        const before = run[i - 1]?.threshold;
        if (before !== undefined && before !== threshold) points.push([x, change.y(before)]);
        if (before !== threshold || i === run.length - 1) points.push([x, change.y(threshold)]);
      });
      return path(points);
    })
    .join('');
}

function thin(run: readonly StatePoint[], time: TimeAxis): readonly StatePoint[] {
  if (run.length <= MOST_POINTS) return run;
  const columns = new Map<number, StatePoint[]>();
  for (const state of run) {
    const column = Math.round(time.x(state.stampNs));
    const held = columns.get(column);
    if (held) held.push(state);
    else columns.set(column, [state]);
  }
  return [...columns.values()].flatMap((held) => {
    const byChange = [...held].sort((a, b) => a.change - b.change);
    const ends = [byChange[0]!, byChange.at(-1)!];
    return ends.sort((a, b) => Number(a.stampNs - b.stampNs));
  });
}

function path(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}
