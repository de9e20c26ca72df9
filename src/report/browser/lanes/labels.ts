import type { Lane } from '../frame.js';
import { nearest, spacedStretches } from '../inSight.js';
import type { States } from '../recording.js';
import type { LaneKind } from './laneKind.js';

const HEIGHT = 24;
const BAR = 15;

/** The best label of each state, or that none fits, as a bar that changes its colour; none where no labels are set. */
export const labels: LaneKind = ({ tracks }): readonly Lane[] =>
  tracks.flatMap(({ name, states }) =>
    states.labels.length === 0
      ? []
      : [lane(tracks.length > 1 ? `labels ${name}` : 'labels', states)],
  );

function lane(label: string, states: States): Lane {
  const { starts, places } = stretchesOf(states);
  return {
    label,
    height: HEIGHT,
    draw({ context, palette, left, right, from, to, secondsPerPixel, x }) {
      for (const i of spacedStretches(starts, from, to, secondsPerPixel)) {
        const start = Math.max(left, x(starts[i]!));
        const end = Math.min(right, x(starts[i + 1] ?? states.time.at(-1) ?? 0));
        const place = places[i]!;
        if (place === 0) continue;
        context.fillStyle = palette.hue(place - 1);
        context.globalAlpha = 2.5 * palette.band;
        context.fillRect(start, 4, Math.max(1, end - start), BAR);
        context.globalAlpha = 1;
        const words = states.labelNames[place - 1]!;
        if (end - start < 24 || context.measureText(words).width > end - start - 8) continue;
        context.fillStyle = palette.of.ink;
        context.fillText(words, start + 4, 15.5);
      }
    },
    describe(seconds) {
      const best = states.labelsOf(Math.max(0, nearest(states.time, seconds)));
      return best.length === 0
        ? []
        : [`${label}: ${best.map((one) => `${one.name} ${one.score}`).join(', ')}`];
    },
  };
}

/** Where another label becomes the best. */
function stretchesOf({ time, labels: [best] }: States) {
  const starts: number[] = [];
  const places: number[] = [];
  best!.label.forEach((place, i) => {
    if (i > 0 && place === best!.label[i - 1]) return;
    starts.push(time[i]!);
    places.push(place);
  });
  return { starts: Float64Array.from(starts), places: Uint16Array.from(places) };
}
