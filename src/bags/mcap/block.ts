import { Opcode, type McapTypes } from '@mcap/core';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Channels } from './channels.js';
import type { Block } from './layout.js';
import {
  MESSAGE_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  contentBytes,
  messageHeader,
  viewOf,
} from './records.js';
import { nextRecordIn } from './resync.js';

/** One byte of LZ4 decompresses to at most 255. */
const LZ4_MOST = 255;

/** Of a block, as it lies in the file: more is not held in memory. */
const LARGEST_BLOCK_BYTES = 2 ** 30;

/** A message within the records of a block. */
export interface Entry {
  readonly channelId: number;
  readonly logTimeNs: bigint;
  /** Its data within the records. */
  readonly from: number;
  readonly to: number;
}

export interface LoadedBlock {
  readonly records: Uint8Array;
  /** In the order of the file. */
  readonly entries: readonly Entry[];
  /** What is wrong with it; what could still be read is in `entries`. */
  readonly damage: string | undefined;
  /** Bytes in which no record was found. */
  readonly lostBytes: number;
}

/**
 * Reads a block, decompresses it and finds its messages; learns the channels that it declares. Damage
 * costs the records that it hits: where one does not fit its own length, reading goes on at the next
 * that does.
 */
export async function loadBlock(
  file: FileHandle,
  block: Block,
  channels: Channels,
  decompress: McapTypes.DecompressHandlers,
): Promise<LoadedBlock> {
  let records: Uint8Array;
  try {
    records = unpack(await read(file, block), block, decompress);
  } catch (error) {
    const { message } = error as Error;
    const lostBytes = block.recordsBytes;
    return { records: new Uint8Array(0), entries: [], damage: message, lostBytes };
  }
  let lostBytes = 0;
  let damage: string | undefined;
  if (block.crc !== 0 && crc32(records) !== block.crc) damage = 'its checksum is wrong';
  const view = viewOf(records);
  const entries: Entry[] = [];
  for (let at = 0; at < records.length;) {
    const end =
      at + RECORD_HEADER_BYTES > records.length
        ? Infinity
        : at + RECORD_HEADER_BYTES + contentBytes(view, at);
    if (end <= records.length && readOne(at, end)) {
      at = end;
      continue;
    }
    damage ??= 'a record does not fit its length';
    const next = nextRecordIn(records, at + 1, channels) ?? records.length;
    lostBytes += next - at;
    at = next;
  }
  return { records, entries, damage, lostBytes };

  function readOne(at: number, end: number): boolean {
    switch (view.getUint8(at) as Opcode) {
      case Opcode.MESSAGE: {
        if (end - at < RECORD_HEADER_BYTES + MESSAGE_HEADER_BYTES) return false;
        const from = at + RECORD_HEADER_BYTES + MESSAGE_HEADER_BYTES;
        entries.push({ ...messageHeader(view, at), from, to: end });
        return true;
      }
      case Opcode.SCHEMA:
      case Opcode.CHANNEL:
        return channels.add(records.subarray(at, end));
      default:
        return view.getUint8(at) > (Opcode.DATA_END as number);
    }
  }
}

async function read(file: FileHandle, { recordsAt, recordsBytes }: Block): Promise<Uint8Array> {
  if (recordsBytes > LARGEST_BLOCK_BYTES) throw new Error(`it has ${recordsBytes} bytes`);
  const bytes = new Uint8Array(recordsBytes);
  let filled = 0;
  while (filled < recordsBytes) {
    const left = recordsBytes - filled;
    const { bytesRead } = await file.read(bytes, filled, left, recordsAt + filled);
    if (bytesRead === 0) throw new Error('the file ends within it');
    filled += bytesRead;
  }
  return bytes;
}

function unpack(
  bytes: Uint8Array,
  { compression, uncompressedBytes }: Block,
  decompress: McapTypes.DecompressHandlers,
): Uint8Array {
  if (compression === '' || bytes.length === 0) return bytes;
  const handler = decompress[compression];
  if (!handler) throw new Error(`its compression "${compression}" is not known`);
  // A damaged size must not take all memory.
  if (compression === 'lz4' && uncompressedBytes > LZ4_MOST * bytes.length)
    throw new Error('its size is damaged');
  return handler(bytes, BigInt(uncompressedBytes));
}
