import { LEFT, RIGHT, colourOf, type Part } from './chartPart.js';
import { spread } from './layout.js';
import { markup, px } from './markup.js';
import type { Segment } from './segments.js';
import type { TimeAxis } from './timeAxis.js';

/** Pixels that a picture takes across, at least and at most. */
const NARROWEST = 84;
const WIDEST = 136;
/** Between a picture and what lies below. */
const LEADER_HEIGHT = 22;

/** The longest segments that fit side by side, each tied to the moment it shows. */
export function filmStrip(
  segments: readonly Segment[],
  thumbnail: (segment: Segment) => string | undefined,
  time: TimeAxis,
  y: number,
): Part {
  const shown = segments.flatMap((segment, index) => {
    const source = thumbnail(segment);
    const { text, seconds } = segment;
    return source && text ? [{ index, seconds, source, text }] : [];
  });
  if (shown.length === 0) return { svg: markup``, height: y };
  const room = Math.floor((RIGHT - LEFT) / NARROWEST);
  const longest = new Set([...shown].sort((a, b) => b.seconds - a.seconds).slice(0, room));
  const kept = shown
    .filter((one) => longest.has(one))
    .sort((a, b) => time.x(a.text.stampNs) - time.x(b.text.stampNs));
  const slot = Math.min(WIDEST, (RIGHT - LEFT) / kept.length);
  const width = slot - 6;
  const height = Math.round(width * 0.75);
  const edges = spread(
    kept.map(({ text }) => time.x(text.stampNs)),
    slot,
    LEFT,
    RIGHT,
  );
  const svg = kept.map(({ index, source, text }, i) => {
    const x = edges[i]! + 3;
    const middle = x + width / 2;
    const at = time.x(text.stampNs);
    const place = markup`x="${px(x)}" y="${y}" width="${px(width)}" height="${height}"`;
    const leader = `M${px(middle)} ${y + height}C${px(middle)} ${y + height + 14} ${px(at)} ${y + height + 8} ${px(at)} ${y + height + LEADER_HEIGHT}`;
    return markup`<g class="${colourOf(index)}"><path class="leader" d="${leader}"/><image class="frame" href="${source}" ${place} preserveAspectRatio="xMidYMid slice"><title>${text.text}</title></image><rect class="frame-edge" ${place} rx="5"/></g>
`;
  });
  return { svg: markup`${svg}`, height: y + height + LEADER_HEIGHT };
}
