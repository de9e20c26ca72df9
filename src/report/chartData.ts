/** A world state in a chart. */
export type ChartPoint = readonly [
  /** Pixels in the chart's own coordinates. */
  x: number,
  y: number,
  time: string,
  change: string,
  /** Which of the chart's texts holds; -1 for none. */
  text: number,
];

/** What the page's script needs to know of a chart, as JSON beside it. */
export interface ChartData {
  readonly points: readonly ChartPoint[];
  readonly texts: readonly string[];
}
