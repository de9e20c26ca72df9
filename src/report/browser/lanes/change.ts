import { ticks } from 'd3-array';
import { tickFormat } from 'd3-scale';
import { horizontal, write, type Frame, type Lane } from '../frame.js';
import { lastUpTo, nearest, spaced, spacedStretches } from '../inSight.js';
import type { States, Track } from '../recording.js';
import type { LaneKind } from './laneKind.js';

const HEIGHT = 170;
const TOP = 8;
/** Marks on the axis of the change score, about. */
const TICKS = 4;
/** More states than this a pixel are drawn as their least and greatest. */
const STATES_PER_PIXEL = 1;
/** Pixels between confirmed changes that get a ring each; nearer ones get a dot. */
const RING_PX = 7;

/** Maps change scores to pixels. */
type Scale = (score: number) => number;

/** The change score over the segments, with its threshold and the confirmed changes. */
export const change: LaneKind = ({ tracks }): readonly Lane[] => {
  const greatest = Math.max(...tracks.map(({ states }) => topOf(states)));
  const scale = (score: number) => HEIGHT - (score / greatest) * (HEIGHT - TOP);
  const marks = ticks(0, greatest, TICKS);
  const format = tickFormat(0, greatest, TICKS);
  return [
    {
      label: 'change',
      height: HEIGHT,
      draw(frame) {
        const { context, palette, left, right } = frame;
        if (tracks[0]) bands(frame, tracks[0]);
        context.strokeStyle = palette.of.rule;
        context.lineWidth = 1;
        context.beginPath();
        for (const score of marks) horizontal(context, scale(score), left, right);
        context.stroke();
        context.fillStyle = palette.of.soft;
        context.textAlign = 'right';
        for (const score of marks) context.fillText(format(score), left - 6, scale(score) + 4);
        context.textAlign = 'left';
        context.save();
        context.beginPath();
        context.rect(left, 0, right - left, HEIGHT + 1);
        context.clip();
        for (const [i, { states }] of tracks.entries())
          curve(frame, states, scale, palette.of[i === 0 ? 'curve' : 'other-curve']);
        for (const { name, states } of tracks)
          threshold(frame, states, scale, tracks.length > 1 ? name : '');
        if (tracks.length === 1) confirmed(frame, tracks[0]!.states, scale);
        context.restore();
      },
      describe: (seconds) => tracks.flatMap((track) => describe(track, seconds, tracks.length > 1)),
      mark(seconds) {
        const states = tracks[0]?.states;
        const index = states ? nearest(states.time, seconds) : -1;
        return index < 0 ? undefined : scale(states!.changeOf(index));
      },
    },
  ];
};

function topOf({ greatest, threshold: fixed }: States): number {
  return 1.06 * Math.max(greatest, 1.2 * (fixed ?? 0));
}

function describe({ name, states }: Track, seconds: number, isNamed: boolean): string[] {
  const index = nearest(states.time, seconds);
  if (index < 0) return [];
  const score = states.changeOf(index).toFixed(3);
  return [
    `${isNamed ? `${name}: ` : ''}change ${score}, threshold ${states.thresholdOf(index).toFixed(2)}`,
  ];
}

/** Segments, coloured in turns. */
function bands(frame: Frame, { segments }: Track): void {
  const { context, palette, left, right, from, to, secondsPerPixel, x } = frame;
  context.globalAlpha = palette.band;
  for (const i of spacedStretches(segments.start, from, to, secondsPerPixel)) {
    const start = Math.max(left, x(segments.start[i]!));
    const end = Math.min(right, x(segments.end[i]!));
    if (end < left) continue;
    context.fillStyle = palette.hue(segments.number[i]!);
    context.fillRect(start, 0, Math.max(1, end - start), HEIGHT);
  }
  context.globalAlpha = 1;
}

function curve(frame: Frame, states: States, scale: Scale, colour: string): void {
  const { context, left, right, from, to } = frame;
  const first = Math.max(0, lastUpTo(states.time, from));
  const last = Math.min(states.time.length, lastUpTo(states.time, to) + 2);
  if (last - first > STATES_PER_PIXEL * (right - left)) {
    context.fillStyle = colour;
    columns(frame, states, scale, first, last);
    return;
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.lineJoin = 'round';
  context.beginPath();
  points(frame, states, scale, first, last);
  context.stroke();
}

/** Every state; a line goes on within a run of the stamps only. */
function points(
  { context, x }: Frame,
  states: States,
  scale: Scale,
  first: number,
  last: number,
): void {
  const ends = new Map<number, number>();
  for (let i = first; i < last; i += 1) {
    const before = ends.get(states.runOf(i));
    ends.set(states.runOf(i), i);
    const [px, py] = [x(states.time[i]!), scale(states.changeOf(i))];
    if (before === undefined) context.moveTo(px - 0.5, py);
    else if (before !== i - 1)
      context.moveTo(x(states.time[before]!), scale(states.changeOf(before)));
    context.lineTo(px, py);
  }
}

/** The least and greatest of each column of pixels, as a bar: bars are drawn faster than a line. */
function columns(
  { context, left, right, from, secondsPerPixel }: Frame,
  states: States,
  scale: Scale,
  first: number,
  last: number,
): void {
  const unit = states.greatest / 65_535;
  let index = first;
  let before: { readonly top: number; readonly bottom: number } | undefined;
  for (let px = Math.floor(left); px < right && index < last; px += 1) {
    const end = from + (px + 1 - left) * secondsPerPixel;
    const next = Math.min(last, firstAfter(states.time, end, index));
    if (next === index) continue;
    const { least, most } = states.change.of(index, next);
    const bar = { top: scale(most * unit), bottom: scale(least * unit) };
    // Within a run of the stamps a bar reaches to the one before, as a line would.
    const goesOn = before && states.runOf(index) === states.runOf(index - 1);
    const top = goesOn ? Math.min(bar.top, before!.bottom) : bar.top;
    const bottom = goesOn ? Math.max(bar.bottom, before!.top) : bar.bottom;
    context.fillRect(px, top - 0.6, 1, bottom - top + 1.2);
    before = bar;
    index = next;
  }
}

/** The first index from `index` on whose time is later; near by, mostly. */
function firstAfter(times: Float64Array, time: number, index: number): number {
  let step = 1;
  let low = index;
  while (low + step < times.length && times[low + step]! <= time) {
    low += step;
    step *= 2;
  }
  let high = Math.min(times.length, low + step);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param name which of two tracks that are compared; else empty */
function threshold(frame: Frame, states: States, scale: Scale, name: string): void {
  const { context, palette, left, right, from, to, secondsPerPixel, x } = frame;
  context.strokeStyle = palette.of.threshold;
  context.lineWidth = 1.3;
  context.setLineDash(name === 'B' ? [2, 3] : [6, 4]);
  context.beginPath();
  let last = states.threshold;
  if (last !== undefined) {
    horizontal(context, scale(last), Math.max(left, x(0)), right);
  } else {
    let y: number | undefined;
    for (const i of spacedStretches(states.time, from, to, secondsPerPixel)) {
      last = states.thresholdOf(i);
      const [px, py] = [x(states.time[i]!), scale(last)];
      if (y === undefined) context.moveTo(px, py);
      else context.lineTo(px, y);
      context.lineTo(px, py);
      y = py;
    }
  }
  context.stroke();
  context.setLineDash([]);
  if (last === undefined) return;
  context.textAlign = 'right';
  write(
    frame,
    `threshold ${name} ${last.toPrecision(2)}`.replace('  ', ' '),
    right - 4,
    scale(last) - 5,
    palette.of.threshold,
  );
  context.textAlign = 'left';
}

function confirmed(frame: Frame, states: States, scale: Scale): void {
  const { context, palette, from, to, secondsPerPixel, x } = frame;
  const { time, state } = states.marks.changed;
  const shown = [...spaced(time, from - 4 * secondsPerPixel, to, secondsPerPixel)];
  const isCrowded = shown.length > (frame.right - frame.left) / RING_PX;
  context.fillStyle = isCrowded ? palette.of.curve : palette.of.card;
  context.strokeStyle = palette.of.curve;
  context.lineWidth = 1.8;
  for (const i of shown) {
    context.beginPath();
    context.arc(x(time[i]!), scale(states.changeOf(state[i]!)), isCrowded ? 1.5 : 3.4, 0, 7);
    context.fill();
    if (!isCrowded) context.stroke();
  }
}
