import { beside, inRows, spread, textWidth } from './layout.js';
import type { KnownEvents } from './knownEvents.js';
import { escape, px, shorten } from './markup.js';
import { ChangeAxis, curve, thresholdLine } from './plot.js';
import type { Track } from './recording.js';
import type { Segment } from './segments.js';
import { TimeAxis, clock } from './timeAxis.js';
import type { Stretch } from './timeSeen.js';

const WIDTH = 1180;
const LEFT = 72;
const RIGHT = WIDTH - 14;
const PLOT_HEIGHT = 190;
const ROW = 19;
const LONGEST_LABEL = 44;
const COLOURS = 6;

export interface ChartInput {
  readonly track: Track;
  readonly segments: readonly Segment[];
  /** When any camera saw anything; see {@link TimeAxis}. */
  readonly seen: readonly Stretch[];
  readonly known: KnownEvents | undefined;
  /** Data URI of what was seen when a segment got its text. */
  readonly thumbnail: (segment: Segment) => string | undefined;
}

/** Class of a segment's colour; neighbours differ. */
export function colourOf(index: number): string {
  return `c${index % COLOURS}`;
}

/** A part of the chart: SVG that starts at the given height, and its own height. */
interface Part {
  readonly svg: string;
  readonly height: number;
}

export interface Chart {
  readonly svg: string;
  /** For the pointer: x and y in the chart, time, change, and which of `texts` holds (-1: none). */
  readonly points: readonly (readonly [number, number, string, string, number])[];
  readonly texts: readonly string[];
}

/** One track: thumbnails, known events, the change curve over its segments, and the texts. */
export function chart(input: ChartInput): Chart {
  const time = new TimeAxis(input.seen, LEFT, RIGHT);
  const strip = filmStrip(input, time, 4);
  const known = knownRows(input.known, time, strip.height);
  const top = strip.height + known.height + 6;
  const change = new ChangeAxis(input.track.states, top, top + PLOT_HEIGHT);
  const plot = plotArea(input, time, change, strip.height);
  const axisY = top + PLOT_HEIGHT;
  const texts = textRows(input.segments, time, axisY + 30);
  const height = axisY + 30 + texts.height;
  const svg = `<svg class="chart" viewBox="0 0 ${WIDTH} ${px(height)}" role="img" aria-label="change over time" data-top="${px(top)}">
${plot}${timeMarks(time, top, axisY)}${strip.svg}${known.svg}${texts.svg}
<g class="cursor" visibility="hidden"><line y1="${px(top)}" y2="${px(axisY)}"/><circle r="3.5"/></g>
</svg>`;
  const indexOf = new Map(input.segments.map(({ number }, index) => [number, index]));
  return {
    svg,
    points: input.track.states.map(({ stampNs, change: score, segment }) => [
      Number(px(time.x(stampNs))),
      Number(px(change.y(score))),
      clock(time.secondsOf(stampNs)),
      score.toFixed(3),
      indexOf.get(segment) ?? -1,
    ]),
    texts: input.segments.map(({ text }) => text?.text ?? ''),
  };
}

/** The longest segments that fit side by side, each tied to the moment it shows. */
function filmStrip({ segments, thumbnail }: ChartInput, time: TimeAxis, y: number): Part {
  const shown = segments.flatMap((segment, index) => {
    const source = thumbnail(segment);
    return source && segment.text ? [{ segment, index, source, atNs: segment.text.stampNs }] : [];
  });
  if (shown.length === 0) return { svg: '', height: y };
  const room = Math.floor((RIGHT - LEFT) / 84);
  const length = ({ segment }: (typeof shown)[number]) => segment.seconds;
  const longest = new Set([...shown].sort((a, b) => length(b) - length(a)).slice(0, room));
  const kept = shown
    .filter((one) => longest.has(one))
    .sort((a, b) => time.x(a.atNs) - time.x(b.atNs));
  const slot = Math.min(136, (RIGHT - LEFT) / kept.length);
  const width = slot - 6;
  const height = Math.round(width * 0.75);
  const edges = spread(
    kept.map(({ atNs }) => time.x(atNs)),
    slot,
    LEFT,
    RIGHT,
  );
  const svg = kept.map(({ segment, index, source, atNs }, i) => {
    const x = edges[i]! + 3;
    const middle = x + width / 2;
    const at = time.x(atNs);
    return `<g class="${colourOf(index)}"><path class="leader" d="M${px(middle)} ${y + height}C${px(middle)} ${y + height + 14} ${px(at)} ${y + height + 8} ${px(at)} ${y + height + 22}"/><clipPath id="clip-${segment.number}-${i}"><rect x="${px(x)}" y="${y}" width="${px(width)}" height="${height}" rx="5"/></clipPath><image class="frame" href="${escape(source)}" x="${px(x)}" y="${y}" width="${px(width)}" height="${height}" preserveAspectRatio="xMidYMid slice"><title>${escape(segment.text!.text)}</title></image><rect class="frame-edge" x="${px(x)}" y="${y}" width="${px(width)}" height="${height}"/></g>`;
  });
  return { svg: svg.join('\n'), height: y + height + 22 };
}

function knownRows(known: KnownEvents | undefined, time: TimeAxis, y: number): Part {
  if (!known || known.events.length === 0) return { svg: '', height: 0 };
  const inside = known.events
    .filter((event) => time.shows(event))
    .sort((a, b) => Number(a.startNs - b.startNs));
  const labels = inside.map(({ kind }) => kind.replaceAll('_', ' '));
  const spans = inside.map(({ startNs }, i) => {
    const width = textWidth(labels[i]!);
    const from = Math.min(time.x(startNs), RIGHT - width);
    return { from, to: from + width };
  });
  const rows = inRows(spans, 4);
  const count = Math.max(...rows) + 1;
  const marks = inside.map(({ startNs, endNs, text }, i) => {
    const from = time.x(startNs);
    const to = Math.max(from + 3, time.x(endNs));
    const row = rows[i]!;
    const top = y + Math.max(0, row) * ROW;
    const label =
      row < 0
        ? ''
        : `<text x="${px(spans[i]!.from)}" y="${px(top + 12)}">${escape(labels[i]!)}</text>`;
    return `<g class="event"><title>${escape(text)}</title><rect x="${px(from)}" y="${px(top + 15)}" width="${px(to - from)}" height="3.5" rx="1.5"/>${label}</g>`;
  });
  return {
    svg: `<text class="row-label" x="${LEFT - 12}" y="${px(y + 12)}">events</text>${marks.join('\n')}`,
    height: count * ROW + 4,
  };
}

function plotArea(
  { track, segments }: ChartInput,
  time: TimeAxis,
  change: ChangeAxis,
  guideTop: number,
): string {
  const { top, bottom } = change;
  const bands = segments.flatMap(({ stretches, text }, index) => {
    let drawnTo = -Infinity;
    return stretches.map(({ startNs, endNs }) => {
      const x = time.x(startNs);
      const width = Math.max(1, time.x(endNs) - x);
      // A clock that jumps all the time gives a stretch for each state, many in one pixel.
      if (x + width <= drawnTo + 0.5) return '';
      drawnTo = x + width;
      return `<rect class="band ${colourOf(index)}" x="${px(x)}" y="${px(top)}" width="${px(width)}" height="${PLOT_HEIGHT}"><title>${escape(text?.text ?? '')}</title></rect>`;
    });
  });
  const grid = change
    .ticks()
    .map(
      ({ y, label }) =>
        `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${px(y)}" y2="${px(y)}"/><text class="tick" x="${LEFT - 8}" y="${px(y + 4)}" text-anchor="end">${label}</text>`,
    );
  const confirmed = track.states
    .filter(({ changed }) => changed)
    .map(
      (state) =>
        `<path class="guide" d="M${px(time.x(state.stampNs))} ${px(guideTop)}V${px(change.y(state.change) - 4)}"/><circle class="confirmed" cx="${px(time.x(state.stampNs))}" cy="${px(change.y(state.change))}" r="3.6"/>`,
    );
  const threshold = track.states.at(-1)?.threshold;
  const label =
    threshold === undefined
      ? ''
      : `<text class="threshold-label" x="${RIGHT - 4}" y="${px(change.y(threshold) - 5)}">threshold ${threshold.toPrecision(2)}</text>`;
  return `${bands.join('')}${grid.join('')}<text class="row-label" transform="translate(${LEFT - 46} ${px((top + bottom) / 2)}) rotate(-90)" style="text-anchor:middle">change</text>
<path class="threshold" d="${thresholdLine(track.states, time, change)}"/><path class="curve" d="${curve(track.states, time, change)}"/>${confirmed.join('')}${label}
`;
}

function timeMarks(time: TimeAxis, top: number, y: number): string {
  const cuts = time
    .cuts()
    .map(
      ({ x, seconds }) =>
        `<g class="cut"><title>${clock(seconds, 0)} without a world state, or a jump of the clock</title><path d="M${px(x)} ${px(top)}V${px(y + 5)}"/></g>`,
    );
  const marks = time
    .ticks()
    .map(
      ({ x, label }) =>
        `<line class="mark" x1="${px(x)}" x2="${px(x)}" y1="${px(y)}" y2="${px(y + 5)}"/><text class="tick time" x="${px(x)}" y="${px(y + 18)}" text-anchor="middle">${label}</text>`,
    );
  return `<g class="time-axis"><line class="mark" x1="${LEFT}" x2="${RIGHT}" y1="${px(y)}" y2="${px(y)}"/>${marks.join('')}${cuts.join('')}</g>`;
}

/** The words, each at the start of its segment, with its number in the table below. */
function textRows(segments: readonly Segment[], time: TimeAxis, y: number): Part {
  const spoken = segments.flatMap(({ text, startNs }, index) =>
    text ? [{ text, startNs, index }] : [],
  );
  if (spoken.length === 0) return { svg: '', height: 8 };
  const labels = spoken.map(({ text }, i) => `${i + 1} ${shorten(text.text, LONGEST_LABEL)}`);
  const spans = spoken.map(({ startNs }, i) =>
    beside(time.x(startNs), textWidth(labels[i]!) + 10, RIGHT),
  );
  const rows = inRows(spans, 8);
  const count = Math.max(0, ...rows) + 1;
  const marks = spoken.map(({ text, startNs, index }, i) => {
    const row = rows[i]!;
    if (row < 0) return '';
    const at = time.x(startNs);
    const base = y + row * ROW;
    const place =
      spans[i]!.from < at
        ? `x="${px(at - 8)}" text-anchor="end"`
        : `x="${px(at + 8)}" text-anchor="start"`;
    return `<g class="text ${colourOf(index)}"><title>${escape(`${clock(time.secondsOf(text.stampNs))}  ${text.text}`)}</title><circle cx="${px(at)}" cy="${px(base + 8)}" r="3.5"/><text ${place} y="${px(base + 12)}"><tspan class="number">${i + 1}</tspan> ${escape(shorten(text.text, LONGEST_LABEL))}</text></g>`;
  });
  // Beneath all words, which keep a margin free around them.
  const leaders = spoken.map(({ startNs, index }, i) => {
    if (rows[i]! < 0) return '';
    const d = `M${px(time.x(startNs))} ${px(y - 6)}V${px(y + rows[i]! * ROW + 4)}`;
    return `<path class="leader ${colourOf(index)}" d="${d}"/>`;
  });
  return {
    svg: `<text class="row-label" x="${LEFT - 12}" y="${px(y + 12)}">texts</text>${leaders.join('')}${marks.join('\n')}`,
    height: count * ROW + 10,
  };
}
