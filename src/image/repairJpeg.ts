import { VljepaError } from '../errors.js';
import { EOI, SOS, type JpegSegment } from './jpegSegments.js';
import { isWhole, readStructure, type JpegFrame } from './jpegStructure.js';

const APP0 = 0xe0;
const APP14 = 0xee;

/**
 * A copy of a JPEG file in which every fault outside the pixels' data that libjpeg merely warns about is
 * repaired as libjpeg reads it: bytes that belong to no segment, an unknown JFIF revision, an unknown
 * Adobe transform, the parameters of a sequential scan. What follows the first picture is left out, and
 * a missing end is added. A warning that remains is about the pixels.
 *
 * @throws {VljepaError} FRAME_CORRUPT where the file ends before its last scan.
 */
export function repairJpeg(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  const { segments, frame, scans } = readStructure(copy);
  const ended = segments.at(-1)?.marker === EOI;
  if (frame === undefined || (!ended && !isWhole(frame, scans))) {
    throw new VljepaError(
      'FRAME_CORRUPT',
      `the file ends after ${bytes.byteLength} bytes, before the last of its pixels`,
    );
  }
  for (const segment of segments) repair(segment, copy.subarray(segment.from, segment.to), frame);
  return Buffer.concat([
    copy.subarray(0, 2),
    ...segments.map(({ start, end }) => copy.subarray(start, end)),
    ...(ended ? [] : [Buffer.from([0xff, EOI])]),
  ]);
}

/** Changes a segment's parameters in place. */
function repair({ marker }: JpegSegment, parameters: Buffer, frame: JpegFrame): void {
  const name = parameters.toString('latin1', 0, 5);
  if (marker === APP0 && name === 'JFIF\0') {
    parameters[5] = 1;
  } else if (marker === APP14 && name === 'Adobe' && parameters.length >= 12) {
    // A transform that does not exist is taken for YCbCr, or YCCK where there are four components.
    const known = frame.components.length === 4 ? ([0, 2] as const) : ([0, 1] as const);
    if (parameters[11] !== known[0]) parameters[11] = known[1];
  } else if (marker === SOS && !frame.progressive && parameters.length >= 3) {
    // All coefficients at once, to the last bit.
    parameters.set([0, 63, 0], parameters.length - 3);
  }
}
