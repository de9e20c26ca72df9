import { bisectLeft } from 'd3-array';
import { lastUpTo } from './inSight.js';
import type { Track } from './recording.js';
import type { View } from './view.js';

/** Zoom of one key. */
const ZOOM = 1.6;
/** Share of what is in sight that an arrow moves the cursor by. */
const STEP = 0.02;
/** Less than any two stamps are apart, in seconds. */
const APART = 1e-3;

/** Arrows, Home, End, +, − and 0 on a chart. */
export function keyboard(box: HTMLElement, tracks: readonly Track[], view: View): void {
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = view.cursor ?? (view.from + view.to) / 2;
    const step = Math.max(STEP * (view.to - view.from), 0.05);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => view.pointAndShow(event.shiftKey ? previousText(tracks, at) : at - step),
      ArrowRight: () => view.pointAndShow(event.shiftKey ? nextText(tracks, at) : at + step),
      PageUp: () => view.pan(view.from - view.to),
      PageDown: () => view.pan(view.to - view.from),
      Home: () => view.pointAndShow(0),
      End: () => view.pointAndShow(view.seconds),
      '+': () => view.zoom(ZOOM, at),
      '=': () => view.zoom(ZOOM, at),
      '-': () => view.zoom(1 / ZOOM, at),
      '−': () => view.zoom(1 / ZOOM, at),
      '0': () => view.showAll(),
      Escape: () => view.point(undefined),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function nextText(tracks: readonly Track[], at: number): number {
  const next = tracks.flatMap(({ texts: { time } }) => time[bisectLeft(time, at + APART)] ?? []);
  return next.length > 0 ? Math.min(...next) : at;
}

function previousText(tracks: readonly Track[], at: number): number {
  const before = tracks.flatMap(({ texts: { time } }) => time[lastUpTo(time, at - APART)] ?? []);
  return before.length > 0 ? Math.max(...before) : at;
}
