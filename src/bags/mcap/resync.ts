import { Opcode } from '@mcap/core';
import type { Channels } from './channels.js';
import type { FileWindow } from './fileWindow.js';
import { RECORD_HEADER_BYTES, contentBytes, looksLikeRecord, viewOf } from './records.js';

/** A stretch that is searched at a time, and what a record within it is judged by. */
const STEP_BYTES = 1 << 16;
const MARGIN_BYTES = 1 << 16;

/**
 * The offset at which reading goes on after damage: the next one at which a record begins whose
 * lengths are consistent and which is followed by another such record.
 *
 * @returns undefined if no record follows
 */
export async function nextRecord(
  file: FileWindow,
  from: number,
  channels: Channels,
): Promise<number | undefined> {
  const isChannel = (id: number) => channels.has(id);
  for (let at = from; at < file.size; at += STEP_BYTES) {
    const piece = Uint8Array.from(await file.read(at, STEP_BYTES + MARGIN_BYTES));
    const view = viewOf(piece);
    for (const offset of candidates(piece, 0, STEP_BYTES)) {
      const bytesLeft = file.size - at - offset;
      if (!looksLikeRecord(view, offset, bytesLeft, isChannel)) continue;
      if (view.getUint8(offset) === (Opcode.FOOTER as number)) return at + offset;
      const length = RECORD_HEADER_BYTES + contentBytes(view, offset);
      const next = viewOf(await file.read(at + offset + length, MARGIN_BYTES));
      if (looksLikeRecord(next, 0, bytesLeft - length, isChannel)) return at + offset;
    }
  }
  return undefined;
}

/** As {@link nextRecord}, within the records of a chunk. */
export function nextRecordIn(
  records: Uint8Array,
  from: number,
  channels: Channels,
): number | undefined {
  const isChannel = (id: number) => channels.has(id);
  const view = viewOf(records);
  for (const offset of candidates(records, from, records.length)) {
    const bytesLeft = records.length - offset;
    if (!looksLikeRecord(view, offset, bytesLeft, isChannel)) continue;
    const length = RECORD_HEADER_BYTES + contentBytes(view, offset);
    if (length === bytesLeft) return offset;
    if (looksLikeRecord(view, offset + length, bytesLeft - length, isChannel)) return offset;
  }
  return undefined;
}

/** Places with a known opcode and a length below 2⁴⁰: cheap to find, and few. */
function* candidates(bytes: Uint8Array, from: number, until: number): Generator<number> {
  const last = Math.min(until, bytes.length - RECORD_HEADER_BYTES + 1);
  for (let at = from; at < last; at++) {
    const opcode = bytes[at]!;
    if (opcode === 0 || opcode > (Opcode.DATA_END as number)) continue;
    if (bytes[at + 8] === 0 && bytes[at + 7] === 0 && bytes[at + 6] === 0) yield at;
  }
}
