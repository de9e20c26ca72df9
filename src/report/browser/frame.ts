import type { Palette } from './palette.js';

/** The type of words in charts. */
export const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** What a lane draws on; its own top is at 0. */
export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** Pixels between which time runs. */
  readonly left: number;
  readonly right: number;
  /** Seconds of the axis that are in sight. */
  readonly from: number;
  readonly to: number;
  readonly secondsPerPixel: number;
  /** Pixels of a moment. */
  readonly x: (seconds: number) => number;
}

/** A row of a chart; `lanes/index.ts` lists them. */
export interface Lane {
  /** In the margin; empty for none. */
  readonly label: string;
  /** Pixels. */
  readonly height: number;
  /** Called with what is in sight; takes a time that does not depend on the recording's length. */
  readonly draw: (frame: Frame) => void;
  /** What there is to say of a moment: a line each. */
  readonly describe?: (seconds: number) => readonly string[];
  /** The height at which the cursor marks a moment. */
  readonly mark?: (seconds: number) => number | undefined;
}

/**
 * Draws words that stay readable over lines: on a ground of their own, which costs a tenth of an outline
 * where a browser draws without a GPU.
 */
export function write(
  { context, palette }: Frame,
  words: string,
  x: number,
  y: number,
  colour: string,
): void {
  const { width } = context.measureText(words);
  const left = context.textAlign === 'right' ? x - width : x;
  context.globalAlpha = 0.8;
  context.fillStyle = palette.of.card;
  context.fillRect(left - 1, y - 11, width + 2, 14);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(words, x, y);
}

/** A vertical line, sharp on the screen's pixels. */
export function vertical(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  bottom: number,
): void {
  const sharp = Math.round(x) + 0.5;
  context.moveTo(sharp, top);
  context.lineTo(sharp, bottom);
}

export function horizontal(
  context: CanvasRenderingContext2D,
  y: number,
  left: number,
  right: number,
): void {
  const sharp = Math.round(y) + 0.5;
  context.moveTo(left, sharp);
  context.lineTo(right, sharp);
}
