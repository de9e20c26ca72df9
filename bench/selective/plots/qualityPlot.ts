import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { markup, type Markup } from '../../../src/report/markup.js';
import type { CurvePoint } from '../curve.js';
import type { Curves } from '../groupCurves.js';
import { STYLE } from './style.js';

const [WIDTH, HEIGHT] = [680, 400];
const MARGIN = { left: 56, right: 190, top: 36, bottom: 48 };
/** Decodes a second that are shown: those that uniform decoding is swept through. */
const RATES: [number, number] = [0.009, 2.2];
const RATE_TICKS = [0.01, 0.03, 0.1, 0.3, 1, 2];

/** What is drawn of the curves, and how it is called. */
const SERIES = [
  { curve: 'node', name: 'this node', look: 'node' },
  { curve: 'uniform', name: 'uniform', look: 'uniform' },
  { curve: 'oracle_ward', name: 'oracle: Ward', look: 'ward' },
  { curve: 'oracle_kernel', name: 'oracle: kernel', look: 'kernel' },
] as const;

/**
 * Quality over decodes a second as an SVG file, for light and dark pages: the node's one point, uniform
 * decoding's curve and those of the oracles that there are.
 */
export function qualityPlot(title: string, curves: Curves): string {
  const drawn = SERIES.flatMap(({ curve, name, look }) => {
    const points = curves[curve];
    return points === undefined || points.length === 0 ? [] : [{ name, look, points }];
  });
  const best = Math.max(...drawn.flatMap(({ points }) => points.map(({ cider }) => cider)));
  const x = scaleLog(RATES, [MARGIN.left, WIDTH - MARGIN.right]).clamp(true);
  const y = scaleLinear([0, best], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice();
  const path = line<CurvePoint>(
    ({ decodes_per_s }) => x(decodes_per_s),
    ({ cider }) => y(cider),
  );
  const series = drawn.map(({ name, look, points }, k) => {
    const ascending = [...points].sort((a, b) => a.decodes_per_s - b.decodes_per_s);
    const own = look === 'node';
    const marks = ascending.map(
      (point) =>
        markup`<circle cx="${x(point.decodes_per_s).toFixed(1)}" cy="${y(point.cider).toFixed(1)}" r="${own ? 6 : 3}"/>`,
    );
    const at = MARGIN.top + 10 + 22 * k;
    const left = WIDTH - MARGIN.right + 24;
    return markup`<g class="${look}"><path d="${path(ascending)}"/>${marks}<circle cx="${left}" cy="${at}" r="${own ? 6 : 3}"/><text x="${left + 14}" y="${at + 4}">${name}</text></g>
`;
  });
  return String(markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">
<title>${title}</title>
<style>${markup.raw`${STYLE}`}</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}"/>
<text class="title" x="${MARGIN.left}" y="20">${title}</text>
${RATE_TICKS.map((rate) => verticalTick(x(rate), String(rate)))}${y.ticks(5).map((quality) => horizontalTick(y(quality), String(quality)))}<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">texts decoded a second</text>
<text class="label" transform="translate(16 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">CIDEr</text>
${series}</svg>
`);
}

function verticalTick(at: number, text: string): Markup {
  const bottom = HEIGHT - MARGIN.bottom;
  return markup`<line class="grid" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${MARGIN.top}" y2="${bottom}"/><text class="tick" x="${at.toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${text}</text>
`;
}

function horizontalTick(at: number, text: string): Markup {
  const right = WIDTH - MARGIN.right;
  return markup`<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/><text class="tick" x="${MARGIN.left - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${text}</text>
`;
}
