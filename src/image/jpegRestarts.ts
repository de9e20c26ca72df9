import { EOI } from './jpegSegments.js';
import { readStructure, restartsNeeded, unitsOf } from './jpegStructure.js';

/** Widest picture that a JPEG file can be. */
const WIDEST = 65500;

/** Whether a scan has fewer restart markers than it needs, so that a part of its picture is missing. */
export function lacksRestarts(jpeg: Uint8Array): boolean {
  const { frame, scans } = readStructure(jpeg);
  return (
    frame !== undefined &&
    scans.some((scan) => scan.segment.intervals.length < restartsNeeded(frame, scan))
  );
}

/**
 * What follows the last restart marker that a picture of one scan needs, as a picture of its own, one
 * unit high: each interval can be decompressed without the others. Undefined where there is no such thing.
 */
export function lastInterval(jpeg: Uint8Array): Uint8Array | undefined {
  const { frame, scans } = readStructure(jpeg);
  const [scan] = scans;
  if (frame === undefined || scan === undefined || scans.length > 1) return undefined;
  const { intervals, to, end } = scan.segment;
  const needed = restartsNeeded(frame, scan);
  const from = intervals[needed - 1];
  const { columns, rows, width, height } = unitsOf(frame, scan);
  const units = columns * rows - needed * scan.interval;
  if (from === undefined || units * width > WIDEST) return undefined;
  const head = Buffer.from(jpeg.subarray(0, to));
  head.writeUInt16BE(height, frame.segment.from + 1);
  head.writeUInt16BE(units * width, frame.segment.from + 3);
  const next = intervals[needed];
  const data = jpeg.subarray(from, next === undefined ? end : next - 2);
  return Buffer.concat([head, data, Buffer.from([0xff, EOI])]);
}
