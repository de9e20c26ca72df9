import type { Mark } from '../../marks.js';
import type { Frame, Lane } from '../frame.js';
import { lastUpTo, nearest, spaced } from '../inSight.js';
import type { States } from '../recording.js';
import type { LaneKind } from './laneKind.js';

const HEIGHT = 24;
/** What moves and what is wrong are bars, one below the other; what is decided are ticks between them. */
const BARS = { moving: { y: 15, height: 5 }, faulty: { y: 3, height: 4 } } as const;
const TICK = { top: 3, bottom: 13 };

/** How each mark is called where the pointer is. */
const SAID = {
  faulty: 'the camera shows nothing',
  moving: 'something moves',
  noticed: 'something is noticed',
  worded: 'it is put into words',
} as const satisfies Partial<Record<Mark, string>>;

/** When something moved, was noticed and was put into words, and when the camera showed nothing. */
export const decisions: LaneKind = ({ tracks }): readonly Lane[] =>
  tracks.map(({ name, states }) => lane(tracks.length > 1 ? `decided ${name}` : 'decided', states));

function lane(label: string, states: States): Lane {
  return {
    label,
    height: HEIGHT,
    draw(frame) {
      const { palette } = frame;
      bars(frame, states, 'moving', palette.of.soft);
      bars(frame, states, 'faulty', palette.of.threshold);
      ticks(frame, states, 'noticed', palette.of.curve, 1);
      ticks(frame, states, 'worded', palette.of.accent, 3);
    },
    describe(seconds) {
      const index = nearest(states.time, seconds);
      if (index < 0) return [];
      const marks = Object.keys(SAID) as (keyof typeof SAID)[];
      const said = marks.filter((mark) => isMarked(states, mark, index)).map((mark) => SAID[mark]);
      return said.length > 0 ? [said.join(', ')] : [];
    },
  };
}

/** From each marked state to the next state. */
function bars(frame: Frame, states: States, mark: keyof typeof BARS, colour: string): void {
  const { context, left, right, from, to, secondsPerPixel, x } = frame;
  const { time, state } = states.marks[mark];
  const { y, height } = BARS[mark];
  context.fillStyle = colour;
  const first = Math.max(0, lastUpTo(time, from));
  const since = Math.min(from, time[first] ?? from);
  for (const i of spaced(time, since, to, secondsPerPixel)) {
    const start = Math.max(left, x(time[i]!));
    const next = states.time[state[i]! + 1] ?? time[i]!;
    const end = Math.min(right, x(next));
    context.fillRect(start, y, Math.max(1, end - start), height);
  }
}

function ticks(frame: Frame, states: States, mark: Mark, colour: string, width: number): void {
  const { context, from, to, secondsPerPixel, x } = frame;
  const { time } = states.marks[mark];
  context.fillStyle = colour;
  for (const i of spaced(time, from, to, secondsPerPixel))
    context.fillRect(x(time[i]!) - width / 2, TICK.top, width, TICK.bottom - TICK.top);
}

function isMarked({ marks }: States, mark: Mark, index: number): boolean {
  const { state } = marks[mark];
  let [low, high] = [0, state.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (state[middle]! < index) low = middle + 1;
    else high = middle;
  }
  return state[low] === index;
}
