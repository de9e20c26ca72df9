import type { Markup } from './markup.js';

/** The chart's size and the ends of its axis of time, in pixels of its own. */
export const WIDTH = 1180;
export const LEFT = 72;
export const RIGHT = WIDTH - 14;
/** Height of a row of words. */
export const ROW = 19;
const COLOURS = 6;

/** A part of the chart: SVG that starts at the height it was given, and how high it is. */
export interface Part {
  readonly svg: Markup;
  readonly height: number;
}

/** Class of a segment's colour; neighbours differ. */
export function colourOf(index: number): string {
  return `c${index % COLOURS}`;
}
