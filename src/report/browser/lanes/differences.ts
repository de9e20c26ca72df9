import type { Lane } from '../frame.js';
import { spacedStretches } from '../inSight.js';
import type { LaneKind } from './laneKind.js';

/** Where the change scores of two tracks differ: the more, the stronger. */
export const differences: LaneKind = ({ differences: all }): readonly Lane[] => {
  if (all.length === 0) return [];
  const starts = Float64Array.from(all, ({ from }) => from);
  const greatest = Math.max(...all.map((one) => one.greatest));
  return [
    {
      label: 'differ',
      height: 16,
      draw({ context, palette, left, from, to, secondsPerPixel, x }) {
        context.fillStyle = palette.of.accent;
        for (const i of spacedStretches(starts, from, to, secondsPerPixel)) {
          const one = all[i]!;
          if (one.to < from) continue;
          context.globalAlpha = 0.25 + (0.75 * one.greatest) / greatest;
          const start = Math.max(left, x(one.from));
          context.fillRect(start, 5, Math.max(1.5, x(one.to) - start), 7);
        }
        context.globalAlpha = 1;
      },
      describe: (seconds) =>
        all
          .filter(({ from, to }) => from <= seconds && seconds <= to)
          .map((one) => `change scores differ by up to ${one.greatest.toFixed(3)}`),
    },
  ];
};
