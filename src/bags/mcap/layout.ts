import { Opcode } from '@mcap/core';
import { Channels } from './channels.js';
import type { FileWindow } from './fileWindow.js';
import {
  CHUNK_HEADER_BYTES,
  MESSAGE_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  chunkHeader,
  contentBytes,
  messageHeader,
  messageIndex,
  viewOf,
} from './records.js';
import { nextRecord } from './resync.js';

export const MAGIC_BYTES = 8;
/** Messages outside of chunks are taken together up to this size. */
const RUN_BYTES = 1 << 20;
/** Of a record that is held in memory to be read: an index, a schema or a channel. */
const LONGEST_RECORD_BYTES = 1 << 26;

/** Consecutive records in one piece of the file: those of a chunk, or messages outside of chunks. */
export interface Block {
  /** Byte of the file at which it begins. */
  readonly at: number;
  /** Where in the file its records lie. */
  readonly recordsAt: number;
  recordsBytes: number;
  readonly compression: string;
  readonly uncompressedBytes: number;
  /** 0: none. */
  readonly crc: number;
  readonly isChunk: boolean;
  /** Messages of each channel; undefined until the block itself has been looked into. */
  counts: Map<number, number> | undefined;
  /** Of its messages; undefined if it has none. */
  startNs: bigint | undefined;
  endNs: bigint | undefined;
}

/** A stretch of the file that holds no record. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface Layout {
  readonly blocks: readonly Block[];
  readonly channels: Channels;
  readonly gaps: readonly Gap[];
  /** Where the file ends without a footer. */
  readonly breaksOffAt: number | undefined;
}

/** Counts a message in its block. */
export function count(block: Block, channelId: number, logTimeNs: bigint): void {
  block.counts ??= new Map();
  block.counts.set(channelId, (block.counts.get(channelId) ?? 0) + 1);
  extend(block, logTimeNs, logTimeNs);
}

/**
 * Walks through an MCAP file from record to record, looking into no chunk. Nothing of the summary
 * is needed: it may be missing, incomplete or wrong. Damaged records are stepped over.
 *
 * @param startAt where the first record is expected
 */
export async function readLayout(file: FileWindow, startAt: number): Promise<Layout> {
  const blocks: Block[] = [];
  const channels = new Channels();
  const gaps: Gap[] = [];
  /** The chunk that an index belongs to. */
  let chunk: Block | undefined;
  let at = startAt;
  while (at < file.size) {
    const view = viewOf(await file.read(at, CHUNK_HEADER_BYTES));
    const end =
      view.byteLength < RECORD_HEADER_BYTES
        ? Infinity
        : at + RECORD_HEADER_BYTES + contentBytes(view, 0);
    const opcode = view.getUint8(0) as Opcode;
    if (opcode === Opcode.FOOTER && end <= file.size)
      return { blocks, channels, gaps, breaksOffAt: undefined };
    if (end <= file.size && (await readOne(opcode, view))) {
      at = end;
      continue;
    }
    // An index that should follow may be what is damaged.
    if (chunk) chunk.counts = undefined;
    chunk = undefined;
    const cut = end > file.size && opcode === Opcode.CHUNK ? openChunk(view, at) : undefined;
    const next = await nextRecord(file, at + 1, channels);
    if (next === undefined) {
      // The recorder was killed while it wrote this chunk.
      if (cut?.compression === '')
        blocks.push({ ...cut, recordsBytes: file.size - cut.recordsAt, crc: 0 });
      return { blocks, channels, gaps, breaksOffAt: at };
    }
    gaps.push({ from: at, to: next });
    at = next;
  }
  return { blocks, channels, gaps, breaksOffAt: at };

  /** @returns false where the record is damaged */
  async function readOne(opcode: Opcode, view: DataView): Promise<boolean> {
    const length = contentBytes(view, 0);
    switch (opcode) {
      case Opcode.CHUNK: {
        chunk = openChunk(view, at);
        if (chunk) blocks.push(chunk);
        return chunk !== undefined;
      }
      case Opcode.MESSAGE_INDEX: {
        if (length > LONGEST_RECORD_BYTES) return false;
        const bytes = await file.read(at, RECORD_HEADER_BYTES + length);
        const index = messageIndex(viewOf(bytes), 0);
        if (index && chunk && index.count > 0) {
          chunk.counts ??= new Map();
          chunk.counts.set(index.channelId, index.count);
          extend(chunk, index.startNs, index.endNs);
        }
        return index !== undefined;
      }
      case Opcode.MESSAGE: {
        chunk = undefined;
        if (length < MESSAGE_HEADER_BYTES) return false;
        const { channelId, logTimeNs } = messageHeader(view, 0);
        count(runAt(at, RECORD_HEADER_BYTES + length), channelId, logTimeNs);
        return true;
      }
      case Opcode.SCHEMA:
      case Opcode.CHANNEL: {
        chunk = undefined;
        if (length > LONGEST_RECORD_BYTES) return false;
        return channels.add(await file.read(at, RECORD_HEADER_BYTES + length));
      }
      default:
        chunk = undefined;
        // Later versions may add records, and applications their own; zero is not an opcode.
        return (opcode as number) !== 0;
    }
  }

  /** The run of messages that ends at `at`, or a new one; grown by `bytes`. */
  function runAt(at: number, bytes: number): Block {
    const last = blocks.at(-1);
    if (last && !last.isChunk && last.recordsAt + last.recordsBytes === at) {
      if (last.recordsBytes + bytes <= RUN_BYTES) {
        last.recordsBytes += bytes;
        return last;
      }
    }
    const run: Block = {
      ...{ at, recordsAt: at, recordsBytes: bytes, isChunk: false },
      ...{ compression: '', uncompressedBytes: bytes, crc: 0 },
      ...{ counts: undefined, startNs: undefined, endNs: undefined },
    };
    blocks.push(run);
    return run;
  }
}

function openChunk(view: DataView, at: number): Block | undefined {
  const header = chunkHeader(view, 0);
  if (!header) return undefined;
  const { recordsAt, recordsBytes, compression, uncompressedBytes, crc } = header;
  return {
    ...{ at, recordsAt: at + recordsAt, recordsBytes, isChunk: true },
    ...{ compression, uncompressedBytes, crc },
    counts: recordsBytes === 0 ? new Map() : undefined,
    startNs: undefined,
    endNs: undefined,
  };
}

function extend(block: Block, startNs: bigint, endNs: bigint): void {
  if (block.startNs === undefined || startNs < block.startNs) block.startNs = startNs;
  if (block.endNs === undefined || endNs > block.endNs) block.endNs = endNs;
}
