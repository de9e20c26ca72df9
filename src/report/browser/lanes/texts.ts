import { probabilityText } from '../../../messages/probability.js';
import { shorten } from '../../shorten.js';
import { write, type Frame, type Lane } from '../frame.js';
import { spaced } from '../inSight.js';
import { beside, inRows } from '../layout.js';
import type { Page } from '../page.js';
import type { Track } from '../recording.js';
import type { LaneKind } from './laneKind.js';

const ROW = 18;
const MOST_ROWS = 8;
/** Letters; and the share of the chart's width that a label takes, at most. */
const LONGEST_LABEL = 44;
const LABEL_SHARE = 0.6;
const LETTER_PX = 6.3;
/** Height of the marks that all texts have. */
const MARKS = 12;
/** Pixels between two texts that may both be written out, at least. */
const LABEL_STEP = 9;
/** Pixels of the longest label, about: so far left of what is in sight, labels may reach into it. */
const LABEL_PX = 340;

/** The words, each at the start of its segment, with their confidence; as many as there is room for. */
export const texts: LaneKind = ({ tracks }, page): readonly Lane[] =>
  tracks.flatMap((track) =>
    track.texts.time.length === 0
      ? []
      : [lane(tracks.length > 1 ? `texts ${track.name}` : 'texts', track, page)],
  );

function lane(label: string, track: Track, page: Page): Lane {
  const { recording, search } = page;
  const { texts: all, segments } = track;
  const order = byOnset(all.onset);
  const onsets = Float64Array.from(order, (i) => all.onset[i]!);
  const rows = Math.min(MOST_ROWS, all.time.length);
  const isFound = (i: number) => search.finds(all.words[i]!);
  return {
    label,
    height: MARKS + rows * ROW + 6,
    draw(frame) {
      const { from, to, secondsPerPixel, x } = frame;
      marks(
        frame,
        [...spaced(onsets, from, to, 2 * secondsPerPixel)].map((i) => order[i]!),
      );
      // From a place that stays while the chart is dragged: labels keep their rows.
      const length = to - from;
      const start = (Math.floor((from - LABEL_PX * secondsPerPixel) / length) - 0.5) * length;
      const candidates: number[] = [];
      let last = -Infinity;
      for (const place of spaced(
        onsets,
        start,
        to,
        search.isOn ? 0 : LABEL_STEP * secondsPerPixel,
      )) {
        const i = order[place]!;
        if (!isFound(i) || onsets[place]! - last < LABEL_STEP * secondsPerPixel) continue;
        last = onsets[place]!;
        candidates.push(i);
      }
      labels(frame, candidates, x(page.view.seconds));
    },
    describe(seconds) {
      const held = segments.at(seconds);
      const i = held < 0 ? -1 : segments.text[held]!;
      if (i < 0) return [];
      const name = track.name === '' ? '' : `${track.name}: `;
      return [`${name}${recording.words[all.words[i]!]} (${probabilityText(all.confidence[i]!)})`];
    },
  };

  function marks({ context, palette, x }: Frame, shown: readonly number[]): void {
    for (const i of shown) {
      context.globalAlpha = isFound(i) ? 1 : 0.25;
      context.fillStyle = colourOf(i, palette);
      context.beginPath();
      context.arc(x(all.onset[i]!), MARKS / 2 - 1, 3, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  function labels(frame: Frame, shown: readonly number[], end: number): void {
    const { context, palette, left, right, x } = frame;
    const letters = Math.min(LONGEST_LABEL, (LABEL_SHARE * (right - left)) / LETTER_PX);
    const words = shown.map((i) => shorten(recording.words[all.words[i]!]!, Math.floor(letters)));
    const numbers = shown.map((i) => probabilityText(all.confidence[i]!));
    const spans = shown.map((i, k) => {
      const width = context.measureText(`${words[k]} ${numbers[k]}`).width + 10;
      return beside(x(all.onset[i]!), width, Math.max(end, x(all.onset[i]!) + 1));
    });
    const start = x(0);
    const placed = inRows(spans, rows).map((row, k) => (spans[k]!.from < start ? -1 : row));
    context.lineWidth = 1;
    for (const [k, i] of shown.entries()) {
      if (placed[k]! < 0 || spans[k]!.to < left) continue;
      context.strokeStyle = colourOf(i, palette);
      context.globalAlpha = 0.45;
      context.beginPath();
      context.moveTo(x(all.onset[i]!), MARKS / 2 + 2);
      context.lineTo(x(all.onset[i]!), MARKS + placed[k]! * ROW + 6);
      context.stroke();
      context.globalAlpha = 1;
    }
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, MARKS + rows * ROW + 6);
    context.clip();
    for (const [k, i] of shown.entries()) {
      if (placed[k]! < 0 || spans[k]!.to < left) continue;
      const y = MARKS + placed[k]! * ROW + 13;
      const isRight = spans[k]!.from >= x(all.onset[i]!);
      const at = isRight ? spans[k]!.from + 4 : spans[k]!.from + 6;
      const width = context.measureText(`${words[k]} `).width;
      write(frame, words[k]!, at, y, inkOf(i, palette));
      write(frame, numbers[k]!, at + width, y, palette.of.soft);
    }
    context.restore();
  }

  function colourOf(i: number, palette: Frame['palette']): string {
    const said = all.saidOf(i);
    if (said === undefined) return palette.hue(segmentNumber(i));
    return said === 'only here'
      ? palette.of.threshold
      : said === 'in both'
        ? palette.of.soft
        : palette.of.event;
  }

  function inkOf(i: number, palette: Frame['palette']): string {
    return all.saidOf(i) === undefined ? palette.of.ink : colourOf(i, palette);
  }

  function segmentNumber(i: number): number {
    const held = segments.at(all.time[i]!);
    return held < 0 ? 0 : segments.number[held]!;
  }
}

function byOnset(onset: Float64Array): Uint32Array {
  return Uint32Array.from(onset.keys()).sort((a, b) => onset[a]! - onset[b]!);
}
