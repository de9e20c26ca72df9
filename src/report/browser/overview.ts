import { blankCanvas } from './blankCanvas.js';
import type { Page } from './page.js';
import type { States } from './recording.js';
import { lastUpTo, spaced } from './inSight.js';

const HEIGHT = 46;
/** Pixels beside an end of what is shown that take hold of it. */
const HANDLE_PX = 8;
/** A click beside what is shown moves it there; a drag there marks what is to be shown. */
const DRAG_PX = 4;

/** The whole recording with what the charts show of it, to be moved and made longer or shorter. */
export function overview(box: HTMLElement, page: Page): { draw(): void } {
  const { view } = page;
  const canvas = document.createElement('canvas');
  const window = document.createElement('div');
  window.className = 'window';
  canvas.setAttribute('aria-hidden', 'true');
  box.style.height = `${HEIGHT}px`;
  box.append(canvas, window);

  const secondsAt = (clientX: number) => {
    const { left, width } = box.getBoundingClientRect();
    return ((clientX - left) / width) * view.seconds;
  };
  const place = () => {
    const percent = (seconds: number) => (100 * seconds) / Math.max(1e-9, view.seconds);
    window.style.left = `${percent(view.from)}%`;
    window.style.width = `${Math.min(100, percent(view.to - view.from))}%`;
  };
  const draw = () => {
    drawTracks(blankCanvas(canvas, box.clientWidth, HEIGHT), box.clientWidth, page);
  };
  new ResizeObserver(draw).observe(box);
  view.onRange(place);
  place();

  box.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    const startX = event.clientX;
    const start = secondsAt(startX);
    const { from, to } = view;
    const px = view.seconds / box.clientWidth;
    const isNear = (end: number) => Math.abs(start - end) < HANDLE_PX * px;
    const isInside = start > from && start < to;
    const move = (moved: PointerEvent) => {
      const at = secondsAt(moved.clientX);
      if (isNear(from)) view.show(Math.min(at, to), to);
      else if (isNear(to)) view.show(from, Math.max(at, from));
      else if (isInside && to - from < view.seconds) view.show(from + at - start, to + at - start);
      else if (Math.abs(moved.clientX - startX) > DRAG_PX)
        view.show(Math.min(start, at), Math.max(start, at));
    };
    const end = (ended: PointerEvent) => {
      box.removeEventListener('pointermove', move);
      if (Math.abs(ended.clientX - startX) <= DRAG_PX && !isInside)
        view.show(start - (to - from) / 2, start + (to - from) / 2);
    };
    box.addEventListener('pointermove', move);
    box.addEventListener('pointerup', end, { once: true });
    box.addEventListener('pointercancel', end, { once: true });
  });
  return { draw };
}

function drawTracks(context: CanvasRenderingContext2D, width: number, page: Page): void {
  const { recording, search, view } = page;
  const palette = page.palette();
  const tracks = recording.charts.flatMap(({ tracks: own }) => own);
  const row = HEIGHT / tracks.length;
  for (const [i, { states, texts }] of tracks.entries()) {
    const bottom = (i + 1) * row - 1;
    context.fillStyle = palette.of.curve;
    context.globalAlpha = 0.55;
    for (let px = 0; px < width; px += 1) {
      const most = mostBetween(
        states,
        (px * view.seconds) / width,
        ((px + 1) * view.seconds) / width,
      );
      const height = Math.max(most > 0 ? 1 : 0, (row - 3) * most);
      context.fillRect(px, bottom - height, 1, height);
    }
    context.globalAlpha = 1;
    if (!search.isOn) continue;
    context.fillStyle = palette.of.accent;
    let last = -1;
    for (const k of spaced(texts.time, 0, Infinity, 0)) {
      const px = Math.round((texts.time[k]! / Math.max(1e-9, view.seconds)) * width);
      if (px === last || !search.finds(texts.words[k]!)) continue;
      last = px;
      context.fillRect(px - 1, bottom - row + 1, 2, row);
    }
  }
}

/** The greatest change score between two moments, as a share of the recording's greatest. */
function mostBetween({ time, change }: States, from: number, to: number): number {
  const first = lastUpTo(time, from - 1e-9) + 1;
  const last = lastUpTo(time, to) + 1;
  // Between two states the one before stands for the moment.
  const start = last > first ? first : first - 1;
  return start >= 0 && start < time.length
    ? change.of(start, Math.max(last, start + 1)).most / 65_535
    : 0;
}
