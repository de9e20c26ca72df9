import type { ChartData } from './chartData.js';
import { LEFT, RIGHT, WIDTH } from './chartPart.js';
import { eventRows } from './eventRows.js';
import { filmStrip } from './filmStrip.js';
import { markup, px, type Markup } from './markup.js';
import { changeScale } from './plot.js';
import { plotArea, timeMarks } from './plotArea.js';
import type { Track } from './recording.js';
import type { ReferenceEvents } from './referenceEvents.js';
import type { Segment } from './segments.js';
import { textRows } from './textRows.js';
import { TimeAxis, clock } from './timeAxis.js';
import type { Stretch } from './timeSeen.js';

const PLOT_HEIGHT = 190;

export interface ChartInput {
  readonly track: Track;
  readonly segments: readonly Segment[];
  /** When any camera saw anything; see {@link TimeAxis}. */
  readonly seen: readonly Stretch[];
  readonly reference: ReferenceEvents | undefined;
  /** Data URI of what was seen when a segment got its text. */
  readonly thumbnail: (segment: Segment) => string | undefined;
}

export interface Chart {
  readonly svg: Markup;
  readonly data: ChartData;
}

/** One track: thumbnails, reference events, the change curve over its segments, and the texts. */
export function chart({ track, segments, seen, reference, thumbnail }: ChartInput): Chart {
  const { states } = track;
  const time = new TimeAxis(seen, LEFT, RIGHT);
  const strip = filmStrip(segments, thumbnail, time, 4);
  const events = eventRows(reference, time, strip.height);
  const top = strip.height + events.height + 6;
  const bottom = top + PLOT_HEIGHT;
  const change = changeScale(states, top, bottom);
  const texts = textRows(segments, time, bottom + 30);
  const height = bottom + 30 + texts.height;
  const svg = markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${px(height)}" role="img" aria-label="change over time" data-top="${px(top)}">
${plotArea(states, segments, time, change, strip.height)}${timeMarks(time, top, bottom)}${strip.svg}${events.svg}${texts.svg}
<g class="cursor" visibility="hidden"><line y1="${px(top)}" y2="${px(bottom)}"/><circle r="3.5"/></g>
</svg>`;
  return {
    svg,
    data: {
      points: segments.flatMap(({ states: own }, index) =>
        own.map(
          ({ stampNs, change: score }) =>
            [
              Number(px(time.x(stampNs))),
              Number(px(change(score))),
              clock(time.secondsOf(stampNs)),
              score.toFixed(3),
              index,
            ] as const,
        ),
      ),
      texts: segments.map(({ text }) => text?.text ?? ''),
    },
  };
}
