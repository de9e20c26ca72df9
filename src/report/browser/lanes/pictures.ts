import type { Lane } from '../frame.js';
import { bisectLeft } from 'd3-array';
import { spread } from '../layout.js';
import { pictureOf } from '../pictureCache.js';
import type { Chart, Picture } from '../recording.js';
import type { LaneKind } from './laneKind.js';

/** Pixels that a picture takes across, at least and at most. */
const NARROWEST = 84;
const WIDEST = 136;
const HEIGHT = 84;
const TOP = 4;
/** Between a picture and what lies below. */
const LEADER_HEIGHT = 22;
const RADIUS = 5;

/** As many pictures as fit side by side, each tied to the moment that it shows. */
export const pictures: LaneKind = (chart, { view }): readonly Lane[] => {
  if (chart.pictures.length === 0) return [];
  const held = chart.pictures.map(({ seconds }) => secondsHeld(chart, seconds));
  const times = Float64Array.from(chart.pictures, ({ seconds }) => seconds);
  return [
    {
      label: '',
      height: TOP + HEIGHT + LEADER_HEIGHT,
      draw({ context, palette, left, right, from, to, secondsPerPixel, x }) {
        const shown = oneEach(chosenSeconds(secondsPerPixel), from, to);
        const count = Math.max(1, Math.min(shown.length, Math.floor((right - left) / NARROWEST)));
        const kept = shown.slice(0, count);
        const slot = Math.min(WIDEST, (right - left) / count);
        const width = slot - 6;
        const height = Math.min(HEIGHT, Math.round(width * 0.75));
        const centres = kept.map(({ seconds }) => x(seconds));
        const edges = spread(centres, slot, left, right);
        for (const [i, picture] of kept.entries()) {
          const image = pictureOf(picture.source, () => view.redraw());
          const box = { x: edges[i]! + 3, y: TOP + HEIGHT - height, width, height };
          const colour = palette.hue(numberAt(chart, picture.seconds));
          leader(context, box.x + width / 2, centres[i]!, colour);
          context.save();
          context.beginPath();
          context.roundRect(box.x, box.y, width, height, RADIUS);
          context.fillStyle = palette.of.rule;
          context.fill();
          context.clip();
          if (image) cover(context, image, box);
          context.restore();
          context.strokeStyle = colour;
          context.lineWidth = 2;
          context.beginPath();
          context.roundRect(box.x, box.y, width, height, RADIUS);
          context.stroke();
        }
      },
    },
  ];

  /** Of each stretch of time of that length the picture whose text held longest. */
  function oneEach(length: number, from: number, to: number): Picture[] {
    const chosen: Picture[] = [];
    let stretch = NaN;
    let longest = -1;
    for (let i = bisectLeft(times, from); i < times.length && times[i]! <= to; i += 1) {
      const own = Math.floor(times[i]! / length);
      if (own !== stretch) {
        stretch = own;
        longest = held[i]!;
        chosen.push(chart.pictures[i]!);
      } else if (held[i]! > longest) {
        longest = held[i]!;
        chosen[chosen.length - 1] = chart.pictures[i]!;
      }
    }
    return chosen;
  }
};

/** Powers of two: while a chart is dragged, the same pictures are chosen. */
function chosenSeconds(secondsPerPixel: number): number {
  return 2 ** Math.ceil(Math.log2(NARROWEST * secondsPerPixel));
}

function secondsHeld({ tracks }: Chart, seconds: number): number {
  const texts = tracks[0]!.texts;
  const i = bisectLeft(texts.time, seconds - 1e-3);
  return Math.abs((texts.time[i] ?? Infinity) - seconds) < 2e-3 ? (texts.held[i] ?? 0) : 0;
}

function numberAt({ tracks }: Chart, seconds: number): number {
  const { segments } = tracks[0]!;
  const index = segments.at(seconds);
  return index < 0 ? 0 : segments.number[index]!;
}

function leader(
  context: CanvasRenderingContext2D,
  middle: number,
  at: number,
  colour: string,
): void {
  const y = TOP + HEIGHT;
  context.strokeStyle = colour;
  context.globalAlpha = 0.65;
  context.lineWidth = 1.3;
  context.beginPath();
  context.moveTo(middle, y);
  context.bezierCurveTo(middle, y + 14, at, y + 8, at, y + LEADER_HEIGHT);
  context.stroke();
  context.globalAlpha = 1;
}

/** Fills a box with an image, of which what does not fit is cut off. */
function cover(
  context: CanvasRenderingContext2D,
  image: HTMLImageElement,
  box: { x: number; y: number; width: number; height: number },
): void {
  const scale = Math.max(box.width / image.naturalWidth, box.height / image.naturalHeight);
  const width = box.width / scale;
  const height = box.height / scale;
  context.drawImage(
    image,
    (image.naturalWidth - width) / 2,
    (image.naturalHeight - height) / 2,
    width,
    height,
    box.x,
    box.y,
    box.width,
    box.height,
  );
}
