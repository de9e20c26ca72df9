import { LEFT, RIGHT, ROW, type Part } from './chartPart.js';
import { inRows, textWidth } from './layout.js';
import { markup, px } from './markup.js';
import type { ReferenceEvents } from './referenceEvents.js';
import type { TimeAxis } from './timeAxis.js';

const MOST_ROWS = 4;

/** What is known to have happened, each with its kind, as far as there is room. */
export function eventRows(reference: ReferenceEvents | undefined, time: TimeAxis, y: number): Part {
  const shown = (reference?.events ?? [])
    .filter((event) => time.shows(event))
    .sort((a, b) => Number(a.startNs - b.startNs));
  if (shown.length === 0) return { svg: markup``, height: 0 };
  const labels = shown.map(({ kind }) => kind.replaceAll('_', ' '));
  const spans = shown.map(({ startNs }, i) => {
    const width = textWidth(labels[i]!);
    const from = Math.min(time.x(startNs), RIGHT - width);
    return { from, to: from + width };
  });
  const rows = inRows(spans, MOST_ROWS);
  const marks = shown.map(({ startNs, endNs, text }, i) => {
    const from = time.x(startNs);
    const to = Math.max(from + 3, time.x(endNs));
    const row = rows[i]!;
    const top = y + Math.max(0, row) * ROW;
    const label =
      row < 0
        ? ''
        : markup`<text x="${px(spans[i]!.from)}" y="${px(top + 12)}">${labels[i]}</text>`;
    return markup`<g class="event"><title>${text}</title><rect x="${px(from)}" y="${px(top + 15)}" width="${px(to - from)}" height="3.5" rx="1.5"/>${label}</g>
`;
  });
  return {
    svg: markup`<text class="row-label" x="${LEFT - 12}" y="${px(y + 12)}">events</text>${marks}`,
    height: (Math.max(...rows) + 1) * ROW + 4,
  };
}
