import { clock, timeMarks } from '../../clock.js';
import { horizontal, vertical, type Lane } from '../frame.js';
import type { LaneKind } from './laneKind.js';

/** Pixels between marks, about. */
const MARK_PX = 100;

/** The axis of time: marks, and where time was cut out. */
export const axis: LaneKind = (_, { recording: { time } }): readonly Lane[] => {
  const cuts = time.pieces.slice(1).map((piece, i) => ({
    seconds: piece.from,
    missing:
      Number(BigInt(piece.startNs) - BigInt(time.pieces[i]!.startNs)) / 1e9 -
      (time.pieces[i]!.to - time.pieces[i]!.from),
  }));
  return [
    {
      label: '',
      height: 28,
      draw({ context, palette, left, right, from, to, x }) {
        context.strokeStyle = palette.of.soft;
        context.lineWidth = 1;
        context.beginPath();
        horizontal(context, 0, left, right);
        const marks = timeMarks(from, to, Math.max(2, (right - left) / MARK_PX));
        for (const { seconds } of marks) vertical(context, x(seconds), 0, 5);
        context.stroke();
        context.setLineDash([2, 3]);
        context.beginPath();
        for (const { seconds } of cuts)
          if (seconds >= from && seconds <= to) vertical(context, x(seconds), -60, 8);
        context.stroke();
        context.setLineDash([]);
        context.fillStyle = palette.of.soft;
        context.textAlign = 'center';
        for (const { seconds, label } of marks) context.fillText(label, x(seconds), 19);
        context.textAlign = 'left';
      },
      describe: (seconds) =>
        cuts
          .filter((cut) => Math.abs(cut.seconds - seconds) < time.seconds / 500)
          .map(({ missing }) =>
            missing > 0
              ? `${clock(missing, 0)} without a world state were cut out here`
              : 'the clock jumped here',
          ),
    },
  ];
};
