import { isStartOfFrame, jpegSegments, SOS, uint16, type JpegSegment } from './jpegSegments.js';

/** What a frame header (SOFn) says. */
export interface JpegFrame {
  readonly segment: JpegSegment;
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  /** With their sampling factors. */
  readonly components: readonly { readonly id: number; readonly h: number; readonly v: number }[];
}

/** What a scan header (SOS) says. */
export interface JpegScan {
  readonly segment: JpegSegment;
  /** Of its components. */
  readonly ids: readonly number[];
  /** Its coefficients, 0 to 63, and the low bits of them that are left for a later scan. */
  readonly first: number;
  readonly last: number;
  readonly low: number;
  /** Units between two restart markers; 0: none. */
  readonly interval: number;
}

export interface JpegStructure {
  readonly segments: readonly JpegSegment[];
  readonly frame: JpegFrame | undefined;
  readonly scans: readonly JpegScan[];
}

const DRI = 0xdd;

export function readStructure(bytes: Uint8Array): JpegStructure {
  const segments = [...jpegSegments(bytes)];
  const scans: JpegScan[] = [];
  let frame: JpegFrame | undefined;
  let interval = 0;
  for (const segment of segments) {
    const parameters = bytes.subarray(segment.from, segment.to);
    if (segment.marker === DRI) interval = uint16(parameters, 0);
    else if (isStartOfFrame(segment.marker)) frame = readFrame(segment, parameters);
    else if (segment.marker === SOS && frame !== undefined)
      scans.push({ segment, interval, ...readScan(frame, parameters) });
  }
  return { segments, frame, scans };
}

function readFrame(segment: JpegSegment, parameters: Uint8Array): JpegFrame {
  const count = Math.max(0, Math.floor((parameters.length - 6) / 3));
  return {
    segment,
    progressive: segment.marker % 4 === 2,
    height: uint16(parameters, 1),
    width: uint16(parameters, 3),
    components: Array.from({ length: count }, (_, i) => {
      const [id = 0, sampling = 0] = parameters.subarray(6 + 3 * i);
      return { id, h: sampling >> 4, v: sampling & 15 };
    }),
  };
}

function readScan(frame: JpegFrame, parameters: Uint8Array) {
  const [count = 0] = parameters;
  const [first = 0, last = 0, bits = 0] = parameters.subarray(1 + 2 * count);
  return {
    ids: Array.from({ length: count }, (_, i) => parameters[1 + 2 * i] ?? 0),
    // A sequential scan has all of them, whatever it says.
    ...(frame.progressive ? { first, last, low: bits & 15 } : { first: 0, last: 63, low: 0 }),
  };
}

/** Whether the scans bring every bit of every coefficient. */
export function isWhole({ components }: JpegFrame, scans: readonly JpegScan[]): boolean {
  const coefficients = Array.from({ length: 64 }, (_, k) => k);
  return components.every(({ id }) => {
    const final = scans.filter(({ ids, low }) => ids.includes(id) && low === 0);
    return coefficients.every((k) => final.some(({ first, last }) => first <= k && k <= last));
  });
}

/**
 * Units of the scan's data, in rows and columns, and pixels of the picture in one: 8 × 8 of its own
 * where the scan has one component, else 8 × 8 for each of the largest sampling factors.
 */
export function unitsOf(frame: JpegFrame, { ids }: JpegScan) {
  const across = Math.max(1, ...frame.components.map(({ h }) => h));
  const down = Math.max(1, ...frame.components.map(({ v }) => v));
  const alone = ids.length === 1 ? frame.components.find(({ id }) => id === ids[0]) : undefined;
  const { h, v } = alone ?? { h: 1, v: 1 };
  return {
    columns: Math.ceil(Math.ceil((frame.width * h) / across) / 8),
    rows: Math.ceil(Math.ceil((frame.height * v) / down) / 8),
    width: Math.ceil((8 * across) / h),
    height: Math.ceil((8 * down) / v),
  };
}

/** Restart markers that a scan must have; a camera may write one more at its end. */
export function restartsNeeded(frame: JpegFrame, scan: JpegScan): number {
  const { columns, rows } = unitsOf(frame, scan);
  return scan.interval === 0 ? 0 : Math.max(0, Math.ceil((columns * rows) / scan.interval) - 1);
}
