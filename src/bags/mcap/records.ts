import { McapStreamReader, Opcode, type McapTypes } from '@mcap/core';

/** Opcode and length, before a record's content. */
export const RECORD_HEADER_BYTES = 9;
/** Channel, sequence, log time and publish time, before a message's data. */
export const MESSAGE_HEADER_BYTES = 22;
const INDEX_ENTRY_BYTES = 16;
const LONGEST_COMPRESSION_NAME = 16;
/** A chunk record up to where its records begin, with the longest name of a compression. */
export const CHUNK_HEADER_BYTES = RECORD_HEADER_BYTES + 40 + LONGEST_COMPRESSION_NAME;

/** A chunk, without what it holds; positions count from the record's first byte. */
export interface ChunkHeader {
  readonly uncompressedBytes: number;
  /** 0 where the writer computed none. */
  readonly crc: number;
  /** Empty for none. */
  readonly compression: string;
  readonly recordsAt: number;
  readonly recordsBytes: number;
}

/** What an index tells of the messages of one channel in one chunk. */
export interface MessageIndex {
  readonly channelId: number;
  readonly count: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes of a record's content; there must be a record header at `at`. */
export function contentBytes(view: DataView, at: number): number {
  return Number(view.getBigUint64(at + 1, true));
}

/** Channel and log time of the message record at `at`. */
export function messageHeader(
  view: DataView,
  at: number,
): { readonly channelId: number; readonly logTimeNs: bigint } {
  return {
    channelId: view.getUint16(at + RECORD_HEADER_BYTES, true),
    logTimeNs: view.getBigUint64(at + RECORD_HEADER_BYTES + 6, true),
  };
}

/** @returns undefined where the lengths of the chunk record at `at` contradict each other */
export function chunkHeader(view: DataView, at: number): ChunkHeader | undefined {
  const content = at + RECORD_HEADER_BYTES;
  if (content + 32 > view.byteLength) return undefined;
  const nameBytes = view.getUint32(content + 28, true);
  const sizeAt = content + 32 + nameBytes;
  if (nameBytes > LONGEST_COMPRESSION_NAME || sizeAt + 8 > view.byteLength) return undefined;
  const recordsBytes = Number(view.getBigUint64(sizeAt, true));
  if (40 + nameBytes + recordsBytes !== contentBytes(view, at)) return undefined;
  const name = new Uint8Array(view.buffer, view.byteOffset + content + 32, nameBytes);
  return {
    uncompressedBytes: Number(view.getBigUint64(content + 16, true)),
    crc: view.getUint32(content + 24, true),
    compression: new TextDecoder().decode(name),
    recordsAt: sizeAt + 8 - at,
    recordsBytes,
  };
}

/** @returns undefined if the record at `at` is not a complete message index */
export function messageIndex(view: DataView, at: number): MessageIndex | undefined {
  const content = at + RECORD_HEADER_BYTES;
  const length = contentBytes(view, at);
  if (length < 6 || content + length > view.byteLength) return undefined;
  const count = view.getUint32(content + 2, true) / INDEX_ENTRY_BYTES;
  if (count * INDEX_ENTRY_BYTES + 6 !== length || !Number.isInteger(count)) return undefined;
  let startNs = count > 0 ? view.getBigUint64(content + 6, true) : 0n;
  let endNs = startNs;
  for (let i = 1; i < count; i++) {
    const timeNs = view.getBigUint64(content + 6 + i * INDEX_ENTRY_BYTES, true);
    if (timeNs < startNs) startNs = timeNs;
    if (timeNs > endNs) endNs = timeNs;
  }
  return { channelId: view.getUint16(content, true), count, startNs, endNs };
}

/** Reads one complete schema, channel, chunk index or footer; undefined if it is damaged. */
export function parseRecord(record: Uint8Array): McapTypes.TypedMcapRecord | undefined {
  try {
    const reader = new McapStreamReader({ noMagicPrefix: true });
    reader.append(record);
    return reader.nextRecord();
  } catch {
    return undefined;
  }
}

/**
 * Whether a record with consistent lengths begins at `at`.
 *
 * @param bytesLeft from `at` to where the records end; may be more than `view` holds
 * @param isChannel whether a channel is known
 */
export function looksLikeRecord(
  view: DataView,
  at: number,
  bytesLeft: number,
  isChannel: (id: number) => boolean,
): boolean {
  if (at + RECORD_HEADER_BYTES > view.byteLength) return false;
  const length = contentBytes(view, at);
  if (RECORD_HEADER_BYTES + length > bytesLeft) return false;
  const content = at + RECORD_HEADER_BYTES;
  switch (view.getUint8(at) as Opcode) {
    case Opcode.MESSAGE:
      return (
        length >= MESSAGE_HEADER_BYTES &&
        content + 2 <= view.byteLength &&
        isChannel(view.getUint16(content, true))
      );
    case Opcode.CHUNK:
      return chunkHeader(view, at) !== undefined;
    case Opcode.MESSAGE_INDEX:
      return content + 6 <= view.byteLength && view.getUint32(content + 2, true) + 6 === length;
    case Opcode.SCHEMA:
    case Opcode.CHANNEL: {
      if (content + length > view.byteLength) return false;
      const record = new Uint8Array(
        view.buffer,
        view.byteOffset + at,
        RECORD_HEADER_BYTES + length,
      );
      return parseRecord(record) !== undefined;
    }
    case Opcode.DATA_END:
      return length === 4;
    case Opcode.FOOTER:
      return length === 20;
    default:
      return false;
  }
}
