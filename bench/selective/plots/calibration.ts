import type { TruthReports } from '../report.js';
import type { CalibrationBin } from '../truth/truthReport.js';

const SIDE = 320;
const MARGIN = { left: 48, right: 150, top: 16, bottom: 44 };
/** Radius of the dot of one text; its area grows with the texts. */
const DOT = 1.2;
const LARGEST_DOT = 14;

/** What is drawn, with colours that differ for the colour-blind, too (Okabe and Ito). */
const SERIES = [
  { key: 'own', name: 'training worlds', colour: '#0072b2' },
  { key: 'foreign', name: 'foreign kitchen', colour: '#d55e00' },
  { key: 'real', name: 'real footage', colour: '#009e73' },
  { key: 'sample_bag', name: 'sample bag', colour: '#cc79a7' },
] as const;

/**
 * An SVG of how often texts are true against the probability that they were said with: a dot for texts
 * of about one probability, as large as there are many. Whoever is calibrated is on the diagonal.
 */
export function calibrationPlot(truth: TruthReports): string {
  const drawn = SERIES.filter(({ key }) => truth[key] !== undefined);
  const dots = drawn.flatMap(({ key, colour }) => truth[key]!.bins.map((bin) => dot(bin, colour)));
  const legend = drawn.map(({ name, colour }, i) => {
    const y = MARGIN.top + 14 + 22 * i;
    const left = MARGIN.left + SIDE + 18;
    return `<circle cx="${left}" cy="${y}" r="6" fill="${colour}"/><text x="${left + 12}" y="${y + 4}">${name}</text>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    `<text x="${x(value)}" y="${MARGIN.top + SIDE + 18}" text-anchor="middle">${value}</text>`,
    `<text x="${MARGIN.left - 8}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
    `<path d="M${x(value)} ${y(0)}V${y(1)}M${x(0)} ${y(value)}H${x(1)}" stroke="#8884"/>`,
  ]);
  const width = MARGIN.left + SIDE + MARGIN.right;
  const height = MARGIN.top + SIDE + MARGIN.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#777">`,
    ...ticks,
    `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#777" stroke-dasharray="4 4"/>`,
    ...dots,
    `<text x="${x(0.5)}" y="${height - 8}" text-anchor="middle">probability that a text is said with</text>`,
    `<text transform="translate(13 ${y(0.5)}) rotate(-90)" text-anchor="middle">share that is true</text>`,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

function dot({ confidence, true: share, texts }: CalibrationBin, colour: string): string {
  const radius = Math.min(LARGEST_DOT, DOT * Math.sqrt(texts) + 1).toFixed(1);
  const title = `<title>${texts} texts: ${confidence.toFixed(2)} said, ${share.toFixed(2)} true</title>`;
  return `<circle cx="${x(confidence)}" cy="${y(share)}" r="${radius}" fill="${colour}" fill-opacity="0.7">${title}</circle>`;
}

function x(value: number): number {
  return Math.round(MARGIN.left + value * SIDE);
}

function y(value: number): number {
  return Math.round(MARGIN.top + (1 - value) * SIDE);
}
