import { LEFT, RIGHT, ROW, colourOf, type Part } from './chartPart.js';
import { beside, inRows, textWidth } from './layout.js';
import { markup, px, shorten } from './markup.js';
import type { Segment } from './segments.js';
import { clock, type TimeAxis } from './timeAxis.js';

const MOST_ROWS = 8;
const LONGEST_LABEL = 44;

/** The words, each at the start of its segment, with its number in the table below. */
export function textRows(segments: readonly Segment[], time: TimeAxis, y: number): Part {
  const spoken = segments.flatMap(({ text, startNs }, index) =>
    text ? [{ text, words: shorten(text.text, LONGEST_LABEL), at: time.x(startNs), index }] : [],
  );
  if (spoken.length === 0) return { svg: markup``, height: 8 };
  const spans = spoken.map(({ words, at }, i) =>
    beside(at, textWidth(`${i + 1} ${words}`) + 10, RIGHT),
  );
  const rows = inRows(spans, MOST_ROWS);
  const marks = spoken.map(({ text, words, at, index }, i) => {
    if (rows[i]! < 0) return '';
    const base = y + rows[i]! * ROW;
    const place =
      spans[i]!.from < at
        ? markup`x="${px(at - 8)}" text-anchor="end"`
        : markup`x="${px(at + 8)}" text-anchor="start"`;
    const title = `${clock(time.secondsOf(text.stampNs))}  ${text.text}`;
    return markup`<g class="text ${colourOf(index)}"><title>${title}</title><circle cx="${px(at)}" cy="${px(base + 8)}" r="3.5"/><text ${place} y="${px(base + 12)}"><tspan class="number">${i + 1}</tspan> ${words}</text></g>
`;
  });
  // Beneath all words, which keep a margin free around them.
  const leaders = spoken.map(({ at, index }, i) =>
    rows[i]! < 0
      ? ''
      : markup`<path class="leader ${colourOf(index)}" d="M${px(at)} ${px(y - 6)}V${px(y + rows[i]! * ROW + 4)}"/>`,
  );
  return {
    svg: markup`<text class="row-label" x="${LEFT - 12}" y="${px(y + 12)}">texts</text>${leaders}${marks}`,
    height: (Math.max(...rows) + 1) * ROW + 10,
  };
}
