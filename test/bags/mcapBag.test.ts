import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Opcode } from '@mcap/core';
import { VljepaError } from '../../src/errors.js';
import { readImage } from '../../src/messages/image.js';
import type { BagMessage } from '../../src/bags/bag.js';
import { openBag } from '../../src/bags/openBag.js';
import {
  COMPRESSED,
  IMAGE,
  START_NS,
  chunksOf,
  images,
  mcap,
  recordsOf,
  smallImage,
  without,
  zstd,
} from './mcapFiles.js';

const folder = mkdtempSync(join(tmpdir(), 'vljepa-mcap-'));
after(() => rmSync(folder, { recursive: true }));
const TOPIC = '/camera/image_raw';

let files = 0;
function written(bytes: Uint8Array, name = `${files++}.mcap`): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Read {
  readonly messages: BagMessage[];
  readonly times: bigint[];
  /** First pixel of each image. */
  readonly pixels: number[];
  readonly problems: string;
  readonly counted: number;
}

async function read(bytes: Uint8Array, topics = [TOPIC]): Promise<Read> {
  const bag = await openBag(written(bytes));
  try {
    const messages: BagMessage[] = [];
    for await (const message of bag.messages(topics))
      messages.push({ ...message, data: message.data.slice() });
    return {
      messages,
      times: messages.map(({ logTimeNs }) => logTimeNs),
      pixels: messages
        .filter(({ type }) => type === IMAGE)
        .map(({ data }) => readImage('raw', data).image.data[0]!),
      problems: bag.problems.join('\n'),
      counted: bag.topics.reduce((total, { messages: count }) => total + count, 0),
    };
  } finally {
    await bag.close();
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const small = { chunkSize: 300 };

test('everything that is optional may be missing: no message is lost, nothing is complained about', async () => {
  const plain = await mcap([{}], images(24), small);
  const files: Record<string, Buffer> = {
    complete: plain,
    'no statistics': await mcap([{}], images(24), { ...small, useStatistics: false }),
    'no repeated channels': await mcap([{}], images(24), {
      ...small,
      ...{ repeatChannels: false, repeatSchemas: false },
    }),
    'no repeated channels, compressed': await mcap([{}], images(24), {
      ...small,
      ...{ zstdChunks: true, repeatChannels: false, repeatSchemas: false },
    }),
    'no chunk index': await mcap([{}], images(24), { ...small, useChunkIndex: false }),
    'no message index': await mcap([{}], images(24), { ...small, useMessageIndex: false }),
    'no summary': await mcap([{}], images(24), {
      ...small,
      ...{ repeatChannels: false, repeatSchemas: false, useStatistics: false },
      ...{ useChunkIndex: false, useSummaryOffsets: false, useMessageIndex: false },
    }),
    'no chunks': await mcap([{}], images(24), { useChunks: false }),
    'message indexes cut out': without(plain, Opcode.MESSAGE_INDEX),
    'summary offsets cut out': without(plain, Opcode.SUMMARY_OFFSET),
    'channels in the summary only': without(plain, Opcode.STATISTICS),
  };
  for (const [name, bytes] of Object.entries(files)) {
    const { pixels, problems, counted } = await read(bytes);
    assert.deepEqual(pixels, upTo(24), name);
    assert.equal(counted, 24, name);
    assert.equal(problems, '', name);
  }
});

test('a channel that is declared again, a chunk without messages, statistics that lie', async () => {
  const plain = await mcap([{}, { topic: '/silent' }], images(6), small);
  const statistics = recordsOf(plain).find(
    ({ opcode }) => opcode === (Opcode.STATISTICS as number),
  )!;
  const lying = Buffer.from(plain);
  lying.fill(0, statistics.at + 9, statistics.end);
  const [first] = chunksOf(plain);
  // A chunk of no records, as a recorder leaves it that opens one too early.
  const empty = Buffer.alloc(9 + 40);
  empty[0] = Opcode.CHUNK;
  empty.writeBigUInt64LE(40n, 1);
  const withEmpty = Buffer.concat([plain.subarray(0, first!.at), empty, plain.subarray(first!.at)]);
  for (const bytes of [lying, withEmpty]) {
    const { pixels, problems } = await read(bytes);
    assert.deepEqual(pixels, upTo(6));
    assert.equal(problems, '');
  }
});

test('a file with topics and no message is a bag', async () => {
  const bag = await openBag(written(await mcap([{}], [])));
  assert.deepEqual([bag.startNs, bag.endNs, bag.problems], [undefined, undefined, []]);
  await bag.close();
});

for (const zstdChunks of [false, true]) {
  const kind = zstdChunks ? 'zstd' : 'plain';
  const eight = { chunkSize: 600, zstdChunks };

  test(`${kind}: a damaged chunk costs itself, and what it costs is said`, async () => {
    const bytes = await mcap([{}], images(40), eight);
    const chunks = chunksOf(bytes);
    assert.ok(chunks.length >= 6);
    const { at, end } = chunks[2]!;
    bytes.fill(0x55, at + 60, end - 5);
    const { times, problems } = await read(bytes);
    const inChunk = Math.ceil(40 / chunks.length);
    assert.ok(times.length >= 40 - inChunk && times.length < 40, `${times.length} of 40`);
    assert.match(problems, /the chunk at byte \d+, \d\.\d{3} s after the start, is damaged/);
    assert.match(problems, new RegExp(`${40 - times.length} messages? (was|were) left out`));
    assert.deepEqual(times, [...times].sort());
  });

  test(`${kind}: a damaged length of a chunk: reading goes on at the next record`, async () => {
    const bytes = await mcap([{}], images(40), eight);
    const chunks = chunksOf(bytes);
    for (const length of [0xff_ff_ff_ff_ffn, 5n, 1000n]) {
      const broken = Buffer.from(bytes);
      broken.writeBigUInt64LE(length, chunks[2]!.at + 1);
      const { times, problems } = await read(broken);
      const inChunk = Math.ceil(40 / chunks.length);
      assert.ok(times.length >= 40 - inChunk, `${times.length} of 40`);
      assert.match(problems, /bytes \d+ to \d+ are damaged and were left out/);
    }
  });

  test(`${kind}: zeros in the middle, as a file system leaves them after a crash`, async () => {
    const bytes = await mcap([{}], images(40), eight);
    const chunks = chunksOf(bytes);
    bytes.fill(0, chunks[2]!.at - 3, chunks[4]!.at + 7);
    const { times, problems } = await read(bytes);
    const inChunk = Math.ceil(40 / chunks.length);
    assert.ok(times.length >= 40 - 3 * inChunk && times.length < 40, `${times.length} of 40`);
    assert.match(problems, /damaged/);
  });

  test(`${kind}: a wrong checksum costs nothing else`, async () => {
    const bytes = await mcap([{}], images(40), eight);
    for (const { at } of chunksOf(bytes)) bytes.writeUInt32LE(77, at + 9 + 24);
    const { pixels, problems } = await read(bytes);
    assert.deepEqual(pixels, upTo(40));
    assert.match(problems, /its messages were read, but may be wrong \(its checksum is wrong\)/);
    // However many there are, the reader of the report is told so in a few lines.
    assert.ok(problems.split('\n').length < 8);
  });
}

test('one message with a damaged length costs itself, in a chunk and outside of one', async () => {
  for (const useChunks of [true, false]) {
    const bytes = await mcap([{}], images(20), { useChunks, chunkSize: 1 << 20 });
    const ninth = bytes.indexOf(smallImage(START_NS + 900_000_000n, 9));
    bytes.writeBigUInt64LE(123_456n, ninth - 22 - 8);
    const { pixels, problems } = await read(bytes);
    assert.deepEqual(
      pixels,
      upTo(20).filter((i) => i !== 9),
    );
    assert.match(problems, /damaged/);
  }
});

test('a file that begins with damage is read behind it', async () => {
  const bytes = await mcap([{}], images(20), { chunkSize: 300, repeatChannels: true });
  bytes.fill(0, 0, 20);
  const { pixels, problems } = await read(bytes);
  assert.deepEqual(pixels, upTo(20));
  assert.match(problems, /bytes 0 to \d+ are damaged/);
});

test('a file that was cut off: whole messages of an unpacked chunk are kept', async () => {
  const bytes = await mcap([{}], images(20), { chunkSize: 1 << 20 });
  const cut = bytes.subarray(0, bytes.indexOf(smallImage(START_NS + 1_200_000_000n, 12)) + 5);
  const { pixels, problems } = await read(cut);
  assert.deepEqual(pixels, upTo(12));
  assert.match(problems, /breaks off at byte \d+ of \d+, 1\.100 s after its start/);
});

test('a chunk that claims to unpack to far more than there is costs itself', async () => {
  const bytes = await mcap([{}], images(20), { chunkSize: 300, zstdChunks: true });
  bytes.writeBigUInt64LE(2n ** 52n, chunksOf(bytes)[1]!.at + 9 + 16);
  const { pixels } = await read(bytes);
  assert.deepEqual(pixels, upTo(20));
});

test('log time orders the whole file, however far apart its messages were written', async () => {
  const shuffled = images(60)
    .map((message, i) => ({ message, key: (i * 37) % 60 }))
    .sort((a, b) => a.key - b.key)
    .map(({ message }) => message);
  for (const options of [
    small,
    { ...small, zstdChunks: true },
    { ...small, useMessageIndex: false, useChunkIndex: false, useStatistics: false },
    { useChunks: false },
  ]) {
    const { pixels } = await read(await mcap([{}], shuffled, options));
    assert.deepEqual(pixels, upTo(60));
  }
});

test('equal log times stay in the order of the file', async () => {
  const same = upTo(30).map((i) => ({ logNs: START_NS, data: smallImage(START_NS, i) }));
  const { pixels } = await read(await mcap([{}], same, small));
  assert.deepEqual(pixels, upTo(30));
});

/** A zstd frame as a stream gives it: its header does not say how much it unpacks to. */
function withoutSize(frame: Uint8Array): Uint8Array {
  // Single segment, one byte of size.
  assert.equal(frame[4], 0x20);
  return Uint8Array.of(...frame.subarray(0, 4), 0, 0x58, ...frame.subarray(6));
}

test('messages compressed one by one show it themselves, with and without their size', async () => {
  await zstd.isLoaded;
  const packed = images(10).map(({ logNs, data }) => ({ logNs, data: zstd.compress(data!) }));
  const mixed = [...images(5), ...packed.slice(5)];
  assert.deepEqual((await read(await mcap([{}], packed))).pixels, upTo(10));
  const streamed = packed.map(({ logNs, data }) => ({ logNs, data: withoutSize(data) }));
  assert.deepEqual((await read(await mcap([{}], streamed))).pixels, upTo(10));
  // A recorder that cannot keep up may leave some as they are.
  assert.deepEqual((await read(await mcap([{}], mixed))).pixels, upTo(10));
  const torn = packed.map(({ logNs, data }, i) => ({
    logNs,
    data: i === 3 ? data.subarray(0, data.length - 9) : data,
  }));
  const { pixels, problems } = await read(await mcap([{}], torn));
  assert.deepEqual(
    pixels,
    upTo(10).filter((i) => i !== 3),
  );
  assert.match(problems, /1 message was left out on \/camera\/image_raw: compressed with zstd/);
});

test('two types on one topic: each message is its own channel’s', async () => {
  const messages = images(10).map((message, i) => ({ ...message, channel: i % 2 }));
  const bytes = await mcap([{}, { type: COMPRESSED }], messages);
  const bag = await openBag(written(bytes));
  assert.deepEqual(
    bag.topics.map(({ type, messages: count }) => [type, count]),
    [
      [IMAGE, 5],
      [COMPRESSED, 5],
    ],
  );
  await bag.close();
  const { messages: read_ } = await read(bytes);
  assert.deepEqual(
    read_.map(({ type }) => type),
    upTo(10).map((i) => (i % 2 === 0 ? IMAGE : COMPRESSED)),
  );
});

test('types as DDS and ROS 1 name them are those of ROS 2', async () => {
  for (const type of [
    'sensor_msgs::msg::dds_::Image_',
    'sensor_msgs::msg::Image',
    'sensor_msgs/Image',
  ]) {
    const bytes = await mcap([{ type, schemaEncoding: 'ros2idl' }], images(3));
    assert.deepEqual((await read(bytes)).pixels, upTo(3), type);
  }
});

test('messages that are not CDR are listed as what they are, and not handed out', async () => {
  const channels = [{ type: 'foxglove.CompressedImage', messageEncoding: 'protobuf' }, {}];
  const bytes = await mcap(
    channels,
    images(4).map((message, i) => ({ ...message, channel: i % 2 })),
  );
  const bag = await openBag(written(bytes));
  assert.deepEqual(
    bag.topics.map(({ type, encoding, messages }) => [type, encoding, messages]),
    [
      ['foxglove.CompressedImage', 'protobuf', 2],
      [IMAGE, 'cdr', 2],
    ],
  );
  await bag.close();
  assert.deepEqual((await read(bytes)).pixels, [1, 3]);
});

test('a file whose channels are all lost is refused with what is known of it', async () => {
  const bytes = without(
    without(await mcap([{}], images(4), { useChunks: false }), Opcode.CHANNEL),
    Opcode.SCHEMA,
  );
  await assert.rejects(openBag(written(bytes)), (error: VljepaError) => {
    assert.equal(error.code, 'BAG_UNREADABLE');
    assert.match(error.message, /declares channel \d+ is lost: 4 messages were left out/);
    return true;
  });
});
