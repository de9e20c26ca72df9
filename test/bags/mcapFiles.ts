import { createRequire } from 'node:module';
import { McapWriter, Opcode, type McapWriterOptions } from '@mcap/core';
import { CdrWriter } from '@foxglove/cdr';

/** The copy that @mcap/support unpacks with; it can pack, too. */
export const zstd = createRequire(import.meta.resolve('@mcap/support'))('@foxglove/wasm-zstd') as {
  readonly isLoaded: Promise<unknown>;
  compress(bytes: Uint8Array): Uint8Array;
};

export const IMAGE = 'sensor_msgs/msg/Image';
export const COMPRESSED = 'sensor_msgs/msg/CompressedImage';
export const START_NS = 1_700_000_000_000_000_000n;
/** Bytes before a record's content. */
const HEADER = 9;

export interface ChannelToWrite {
  readonly topic?: string;
  readonly type?: string;
  readonly schemaEncoding?: string;
  readonly messageEncoding?: string;
}

export interface MessageToWrite {
  /** Index into the channels; 0 unless said. */
  readonly channel?: number;
  readonly logNs: bigint;
  readonly data?: Uint8Array;
}

/** A `sensor_msgs/msg/Image` of four pixels; `pixel` tells one from another. */
export function smallImage(stampNs: bigint, pixel = 0): Uint8Array {
  const cdr = new CdrWriter();
  cdr.int32(Number(stampNs / 1_000_000_000n)).uint32(Number(stampNs % 1_000_000_000n));
  cdr.string('optical').uint32(1).uint32(4).string('mono8').uint8(0).uint32(4);
  cdr.uint8Array(Uint8Array.of(pixel, 1, 2, 3), true);
  return cdr.data;
}

/** `count` images at 10 Hz. */
export function images(count: number, startNs = START_NS): MessageToWrite[] {
  return Array.from({ length: count }, (_, i) => {
    const logNs = startNs + BigInt(i) * 100_000_000n;
    return { logNs, data: smallImage(logNs, i) };
  });
}

/** An MCAP file in memory, by the library that defines the format. */
export async function mcap(
  channels: readonly ChannelToWrite[],
  messages: readonly MessageToWrite[],
  options: Omit<McapWriterOptions, 'writable'> & { readonly zstdChunks?: boolean } = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let written = 0;
  const writable = {
    position: () => BigInt(written),
    write: (bytes: Uint8Array) => {
      pieces.push(Uint8Array.from(bytes));
      written += bytes.length;
      return Promise.resolve();
    },
  };
  await zstd.isLoaded;
  const { zstdChunks = false, ...writerOptions } = options;
  const compressChunk = (bytes: Uint8Array) => ({
    compression: 'zstd',
    compressedData: zstd.compress(bytes),
  });
  const writer = new McapWriter({
    writable,
    ...(zstdChunks ? { compressChunk } : {}),
    ...writerOptions,
  });
  await writer.start({ profile: 'ros2', library: 'test' });
  const ids: number[] = [];
  for (const {
    topic = '/camera/image_raw',
    type = IMAGE,
    schemaEncoding = 'ros2msg',
    messageEncoding = 'cdr',
  } of channels) {
    const schema = { name: type, encoding: schemaEncoding, data: new Uint8Array(0) };
    const schemaId = await writer.registerSchema(schema);
    ids.push(
      await writer.registerChannel({ schemaId, topic, messageEncoding, metadata: new Map() }),
    );
  }
  for (const [sequence, { channel = 0, logNs, data }] of messages.entries())
    await writer.addMessage({
      channelId: ids[channel]!,
      sequence,
      logTime: logNs,
      publishTime: logNs,
      data: data ?? smallImage(logNs),
    });
  await writer.end();
  return Buffer.concat(pieces);
}

export interface RecordPlace {
  readonly opcode: number;
  readonly at: number;
  readonly end: number;
}

/** The records of a whole file, outermost only. */
export function recordsOf(file: Buffer): RecordPlace[] {
  const records: RecordPlace[] = [];
  for (let at = 8; at + HEADER <= file.length - 8;) {
    const end = at + HEADER + Number(file.readBigUInt64LE(at + 1));
    records.push({ opcode: file[at]!, at, end });
    at = end;
  }
  return records;
}

export function chunksOf(file: Buffer): RecordPlace[] {
  return recordsOf(file).filter(({ opcode }) => opcode === (Opcode.CHUNK as number));
}

/** Without its records of one kind; nothing else is changed, so that offsets point elsewhere. */
export function without(file: Buffer, kind: Opcode): Buffer {
  const kept = recordsOf(file)
    .filter(({ opcode }) => opcode !== (kind as number))
    .map(({ at, end }) => file.subarray(at, end));
  return Buffer.concat([file.subarray(0, 8), ...kept, file.subarray(-8)]);
}
