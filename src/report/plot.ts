import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { StatePoint } from './recording.js';
import type { TimeAxis } from './timeAxis.js';
import { runs } from './timeSeen.js';

/** More points than this are drawn as the least and greatest of each pixel. */
const MOST_POINTS = 4000;

/** Maps change scores to pixels, 0 at the bottom. */
export type ChangeScale = ScaleLinear<number, number>;

export function changeScale(
  states: readonly StatePoint[],
  top: number,
  bottom: number,
): ChangeScale {
  const greatest = states.reduce(
    (most, { change, threshold }) => Math.max(most, change, threshold * 1.2),
    0,
  );
  return scaleLinear([0, greatest > 0 ? greatest * 1.06 : 1], [bottom, top]);
}

/** SVG path of the change scores; it stops and starts anew where the stamps jump. */
export function curvePath(
  states: readonly StatePoint[],
  time: TimeAxis,
  change: ChangeScale,
): string {
  const path = line<StatePoint>()
    .x(({ stampNs }) => time.x(stampNs))
    .y((state) => change(state.change))
    .digits(1);
  return runs(states)
    .map((run) => path(thin(run, time)))
    .join('');
}

/** SVG path of the threshold that each state was held against; a step where it was changed. */
export function thresholdPath(
  states: readonly StatePoint[],
  time: TimeAxis,
  change: ChangeScale,
): string {
  const path = line<StatePoint>()
    .x(({ stampNs }) => time.x(stampNs))
    .y(({ threshold }) => change(threshold))
    .curve(curveStepAfter)
    .digits(1);
  return runs(states)
    .map((run) =>
      path(
        run.filter((state, i) => state.threshold !== run[i - 1]?.threshold || i === run.length - 1),
      ),
    )
    .join('');
}

function thin(run: readonly StatePoint[], time: TimeAxis): Iterable<StatePoint> {
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
