import { LEFT, RIGHT, colourOf } from './chartPart.js';
import { markup, px, type Markup } from './markup.js';
import { curvePath, thresholdPath, type ChangeScale } from './plot.js';
import type { StatePoint } from './recording.js';
import type { Segment } from './segments.js';
import { clock, type TimeAxis } from './timeAxis.js';

/** Marks on the axis of the change score, about. */
const CHANGE_TICKS = 4;

/**
 * The change score over the segments, with its threshold and the confirmed changes.
 *
 * @param guideTop where the line above a confirmed change begins
 */
export function plotArea(
  states: readonly StatePoint[],
  segments: readonly Segment[],
  time: TimeAxis,
  change: ChangeScale,
  guideTop: number,
): Markup {
  const [bottom, top] = change.range() as [number, number];
  const middle = (top + bottom) / 2;
  const format = change.tickFormat(CHANGE_TICKS);
  const grid = change.ticks(CHANGE_TICKS).map((score) => {
    const y = change(score);
    return markup`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${px(y)}" y2="${px(y)}"/><text class="tick" x="${LEFT - 8}" y="${px(y + 4)}" text-anchor="end">${format(score)}</text>`;
  });
  const confirmed = states
    .filter(({ changed }) => changed)
    .map((state) => {
      const x = px(time.x(state.stampNs));
      const y = change(state.change);
      return markup`<path class="guide" d="M${x} ${px(guideTop)}V${px(y - 4)}"/><circle class="confirmed" cx="${x}" cy="${px(y)}" r="3.6"/>`;
    });
  const threshold = states.at(-1)?.threshold;
  const label =
    threshold === undefined
      ? ''
      : markup`<text class="threshold-label" x="${RIGHT - 4}" y="${px(change(threshold) - 5)}">threshold ${threshold.toPrecision(2)}</text>`;
  return markup`${segments.map((segment, index) => bands(segment, index, time, top, bottom))}${grid}<text class="row-label" transform="translate(${LEFT - 46} ${px(middle)}) rotate(-90)" style="text-anchor:middle">change</text>
<path class="threshold" d="${thresholdPath(states, time, change)}"/><path class="curve" d="${curvePath(states, time, change)}"/>${confirmed}${label}
`;
}

function bands(
  { stretches, text }: Segment,
  index: number,
  time: TimeAxis,
  top: number,
  bottom: number,
): Markup {
  let drawnTo = -Infinity;
  const drawn = stretches.map(({ startNs, endNs }) => {
    const x = time.x(startNs);
    const width = Math.max(1, time.x(endNs) - x);
    // A clock that jumps all the time gives a stretch for each state, many in one pixel.
    if (x + width <= drawnTo + 0.5) return '';
    drawnTo = x + width;
    return markup`<rect class="band ${colourOf(index)}" x="${px(x)}" y="${px(top)}" width="${px(width)}" height="${px(bottom - top)}"><title>${text?.text}</title></rect>`;
  });
  return markup`${drawn}`;
}

/** The axis of time: marks, and where time was cut out. */
export function timeMarks(time: TimeAxis, top: number, y: number): Markup {
  const cuts = time
    .cuts()
    .map(
      ({ x, seconds }) =>
        markup`<g class="cut"><title>${clock(seconds, 0)} without a world state, or a jump of the clock</title><path d="M${px(x)} ${px(top)}V${px(y + 5)}"/></g>`,
    );
  const marks = time
    .ticks()
    .map(
      ({ x, label }) =>
        markup`<line class="mark" x1="${px(x)}" x2="${px(x)}" y1="${px(y)}" y2="${px(y + 5)}"/><text class="tick time" x="${px(x)}" y="${px(y + 18)}" text-anchor="middle">${label}</text>`,
    );
  return markup`<g class="time-axis"><line class="mark" x1="${LEFT}" x2="${RIGHT}" y1="${px(y)}" y2="${px(y)}"/>${marks}${cuts}</g>`;
}
