/** One marker of a JPEG file (ITU-T T.81, annex B) with what belongs to it. */
export interface JpegSegment {
  /** Its code, without the 0xff before it. */
  readonly marker: number;
  /** Where its 0xff is. */
  readonly start: number;
  /** Where its parameters begin, behind their length, and where they end. */
  readonly from: number;
  readonly to: number;
  /** Where it ends: after its parameters, and for a scan after its entropy-coded data. */
  readonly end: number;
  /** Where a scan's data goes on after each of its restart markers. */
  readonly intervals: readonly number[];
}

export const EOI = 0xd9;
export const SOS = 0xda;

/**
 * The segments of a JPEG file after its first two bytes, as libjpeg finds them: bytes between two
 * segments that belong to none are left out. It ends after EOI, or before what is cut short by the
 * file's end.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, void> {
  for (let at = 2; ;) {
    at = nextMarker(bytes, at);
    const marker = bytes[at + 1];
    if (marker === undefined) return;
    const from = at + (standsAlone(marker) ? 2 : 4);
    if (from > bytes.length) return;
    // A length below two, its own, is read as two.
    const to = standsAlone(marker) ? from : Math.max(from, at + 2 + uint16(bytes, at + 2));
    if (to > bytes.length) return;
    const scan = marker === SOS ? scanData(bytes, to) : { end: to, intervals: [] };
    yield { marker, start: at, from, to, ...scan };
    if (marker === EOI) return;
    at = scan.end;
  }
}

/** SOF0 … SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
export function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** RSTn, SOI, EOI and TEM have no parameters. */
function standsAlone(marker: number): boolean {
  return (marker >= 0xd0 && marker <= EOI) || marker === 0x01;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Where the next marker's 0xff is, the last of several; the file's end where there is none. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    // 0xff 0x00 is a byte of data.
    if (bytes[at + 1] !== 0xff && bytes[at + 1] !== 0x00) return at;
  }
}

/** Entropy-coded data goes on to the first marker that is not a restart marker. */
function scanData(bytes: Uint8Array, from: number): { end: number; intervals: number[] } {
  const intervals: number[] = [];
  let end = nextMarker(bytes, from);
  while (isRestart(bytes[end + 1] ?? EOI)) {
    intervals.push(end + 2);
    end = nextMarker(bytes, end + 2);
  }
  return { end, intervals };
}

export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
