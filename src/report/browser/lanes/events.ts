import { write, type Lane } from '../frame.js';
import { spaced } from '../inSight.js';
import { beside, inRows } from '../layout.js';
import type { LaneKind } from './laneKind.js';

const ROW = 19;
const MOST_ROWS = 4;
/** Pixels between the starts of two events that are both drawn, at least. */
const STEP = 2;

/** What is known to have happened, each with its kind, as far as there is room. */
export const events: LaneKind = (_, { view, recording: { events: all } }): readonly Lane[] => {
  if (all.length === 0) return [];
  const starts = Float64Array.from(all, ({ from }) => from);
  const longest = Math.max(...all.map(({ from, to }) => to - from));
  const rows = Math.min(MOST_ROWS, all.length);
  return [
    {
      label: 'events',
      height: rows * ROW + 4,
      draw(frame) {
        const { context, palette, left, right, from, to, secondsPerPixel, x } = frame;
        context.beginPath();
        context.rect(left, 0, right - left, rows * ROW + 4);
        context.clip();
        const first = from - Math.max(longest, 150 * secondsPerPixel);
        const shown = [...spaced(starts, first, to, STEP * secondsPerPixel)].map((i) => all[i]!);
        const spans = shown.map((event) => {
          const width = Math.max(
            context.measureText(event.kind).width,
            x(event.to) - x(event.from),
          );
          return beside(x(event.from), width, Math.max(x(view.seconds), x(event.from) + 1));
        });
        const placed = inRows(spans, rows, 10);
        for (const [i, event] of shown.entries()) {
          const row = Math.max(0, placed[i]!) * ROW;
          context.fillStyle = palette.of.event;
          context.fillRect(x(event.from), row + 15, Math.max(3, x(event.to) - x(event.from)), 3);
          if (placed[i]! >= 0) write(frame, event.kind, spans[i]!.from, row + 11, palette.of.event);
        }
      },
      describe: (seconds) =>
        all
          .filter(({ from, to }) => from <= seconds && seconds <= to)
          .slice(0, 2)
          .map(({ text }) => `event: ${text}`),
    },
  ];
};
