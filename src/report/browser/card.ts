import { clock } from '../clock.js';
import { blankCanvas } from './blankCanvas.js';
import { FONT, type Frame, type Lane } from './frame.js';
import { dragAndZoom } from './gestures.js';
import { keyboard } from './keyboard.js';
import { laneKinds } from './lanes/index.js';
import type { Page } from './page.js';
import { wallMilliseconds, type Chart } from './recording.js';
import { Tip } from './tip.js';

/** Pixels left of the axis for what the lanes are called, on a wide and on a narrow page. */
const MARGIN = 62;
const NARROW_MARGIN = 40;
const NARROW_PAGE = 600;
const RIGHT_MARGIN = 10;
const BOTTOM = 4;

/** Draws a chart into its card and follows pointer and keys. */
export class Card {
  readonly #chart: Chart;
  readonly #page: Page;
  readonly #lanes: readonly Lane[];
  readonly #box: HTMLElement;
  readonly #canvas = document.createElement('canvas');
  readonly #line = element('div', 'cursor');
  readonly #dot = element('div', 'dot');
  readonly #readout = element('p', 'readout');
  readonly #tip: Tip;
  readonly #height: number;
  #isInSight = false;
  #isStale = true;
  #isPointedAt = false;

  constructor(section: HTMLElement, chart: Chart, page: Page) {
    this.#chart = chart;
    this.#page = page;
    this.#lanes = laneKinds.flatMap((kind) => kind(chart, page));
    this.#height = this.#lanes.reduce((sum, { height }) => sum + height, BOTTOM);
    this.#box = section.querySelector<HTMLElement>('.lanes')!;
    this.#box.style.height = `${this.#height}px`;
    this.#box.before(this.#readout);
    this.#box.append(this.#canvas, this.#line, this.#dot);
    this.#tip = new Tip(this.#box);
    this.#becomeSlider();
    this.#followPointer();
    keyboard(this.#box, chart.tracks, page.view);
    page.view.onRange(() => this.#stale());
    page.view.onCursor(() => this.#showCursor());
    page.search.onChange(() => this.#stale());
    new ResizeObserver(() => this.#stale()).observe(this.#box);
    new IntersectionObserver(
      (entries) => {
        this.#isInSight = entries.at(-1)!.isIntersecting;
        if (this.#isInSight && this.#isStale) this.draw();
      },
      { rootMargin: '100px' },
    ).observe(this.#box);
  }

  /** Draws now, in sight or not. */
  draw(): void {
    this.#isStale = false;
    const { width } = this.#size();
    const context = blankCanvas(this.#canvas, width, this.#height);
    const frame = this.#frame(context);
    let top = 0;
    for (const lane of this.#lanes) {
      context.save();
      context.translate(0, top);
      context.font = FONT;
      context.fillStyle = frame.palette.of.soft;
      if (lane.label !== '') this.#name(context, lane);
      lane.draw(frame);
      context.restore();
      top += lane.height;
    }
    this.#showCursor();
  }

  /** The height of a name: beside its lane's first line; upright where the lane has an axis of its own. */
  #name(context: CanvasRenderingContext2D, { label, mark, height }: Lane): void {
    const { left } = this.#size();
    if (left < MARGIN && mark === undefined && label.length > 6) label = label.replace(/ .*/, '');
    if (mark === undefined) {
      context.textAlign = 'right';
      context.fillText(label, left - 6, 14, left - 8);
      context.textAlign = 'left';
      return;
    }
    if (left < MARGIN) return;
    context.save();
    context.translate(13, height / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillText(label, 0, 0);
    context.restore();
  }

  #stale(): void {
    this.#isStale = true;
    if (this.#isInSight) this.draw();
  }

  #size() {
    const width = this.#box.clientWidth;
    const left = width < NARROW_PAGE ? NARROW_MARGIN : MARGIN;
    return { width, left, right: Math.max(left + 10, width - RIGHT_MARGIN) };
  }

  #frame(context: CanvasRenderingContext2D): Frame {
    const { left, right } = this.#size();
    const { from, to } = this.#page.view;
    const secondsPerPixel = (to - from) / (right - left);
    return {
      context,
      palette: this.#page.palette(),
      left,
      right,
      from,
      to,
      secondsPerPixel,
      x: (seconds) => left + (seconds - from) / secondsPerPixel,
    };
  }

  #secondsAt(px: number): number {
    const { left, right } = this.#size();
    const { from, to } = this.#page.view;
    return from + ((px - left) / (right - left)) * (to - from);
  }

  #followPointer(): void {
    const { view } = this.#page;
    dragAndZoom(this.#box, {
      secondsAt: (px) => this.#secondsAt(px),
      zoom: (factor, about) => view.zoom(factor, about),
      pan: (seconds) => view.pan(seconds),
      point: (seconds) => {
        this.#isPointedAt = seconds !== undefined;
        const isOnAxis = seconds !== undefined && seconds >= view.from && seconds <= view.to;
        view.point(isOnAxis ? seconds : undefined);
      },
    });
  }

  /** For those who do not see the chart: a slider along the axis of time. */
  #becomeSlider(): void {
    const { camera } = this.#chart;
    this.#box.tabIndex = 0;
    this.#box.setAttribute('role', 'slider');
    this.#box.setAttribute('aria-label', `${camera}: change over time`);
    this.#box.setAttribute('aria-valuemin', '0');
    this.#box.setAttribute('aria-valuemax', this.#page.view.seconds.toFixed(1));
    this.#box.setAttribute('aria-valuenow', '0');
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#box.addEventListener('focus', () => {
      const { view } = this.#page;
      if (view.cursor === undefined && this.#box.matches(':focus-visible')) view.point(view.from);
    });
  }

  #showCursor(): void {
    const { from, to, cursor } = this.#page.view;
    const isShown = cursor !== undefined && cursor >= from && cursor <= to;
    for (const part of [this.#line, this.#dot]) part.hidden = !isShown;
    if (!isShown) {
      this.#readout.textContent = '';
      this.#tip.hide();
      return;
    }
    const { left, right } = this.#size();
    const x = left + ((cursor - from) / (to - from)) * (right - left);
    this.#line.style.transform = `translateX(${x}px)`;
    const y = this.#markHeight(cursor);
    this.#dot.hidden = y === undefined;
    this.#dot.style.transform = `translate(${x}px, ${y ?? 0}px)`;
    const lines = [
      this.#timeOf(cursor),
      ...this.#lanes.flatMap((lane) => lane.describe?.(cursor) ?? []),
    ];
    this.#readout.textContent = lines.join('  ·  ');
    this.#box.setAttribute('aria-valuenow', cursor.toFixed(1));
    this.#box.setAttribute('aria-valuetext', lines.join('; '));
    const isHere = this.#isPointedAt || this.#box.matches(':focus-visible');
    if (isHere) this.#tip.show(x, lines, this.#pictureAt(cursor));
    else this.#tip.hide();
  }

  #markHeight(seconds: number): number | undefined {
    let top = 0;
    for (const lane of this.#lanes) {
      const y = lane.mark?.(seconds);
      if (y !== undefined) return top + y;
      top += lane.height;
    }
    return undefined;
  }

  #timeOf(seconds: number): string {
    const wall = wallMilliseconds(seconds, this.#page.recording.time);
    const digits = this.#page.view.to - this.#page.view.from < 20 ? 2 : 1;
    return wall === undefined
      ? clock(seconds, digits)
      : `${clock(seconds, digits)} (${new Date(wall).toISOString().slice(11, 21)} UTC)`;
  }

  /** What the camera saw last: the picture of that moment or the one before. */
  #pictureAt(seconds: number): string | undefined {
    return this.#chart.pictures.findLast((picture) => picture.seconds <= seconds + 1e-3)?.source;
  }
}

function element(name: 'div' | 'p', kind: string): HTMLElement {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}
