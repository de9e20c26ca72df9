import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { messageDefinition } from '../../src/messages/definitions.js';
import { readImage } from '../../src/messages/image.js';
import { serializer } from '../../src/messages/serializer.js';
import { checkout } from '../fixtures/fixtures.js';

const SKIP =
  spawnSync('python3', ['-c', 'import rosbags']).status !== 0 &&
  "python3 has no package rosbags here: run the tests through 'npm test'";

const types = Object.fromEntries(
  [
    'vljepa/msg/WorldState',
    'vljepa/msg/DecodedText',
    'diagnostic_msgs/msg/DiagnosticArray',
    'sensor_msgs/msg/Image',
  ].map((type) => [type, messageDefinition(type)]),
);
type Typed = readonly [type: string, message: object];

/** The messages by an independent serializer. */
function reference(messages: readonly Typed[]): Buffer[] {
  const job = { types, messages };
  const plain = (_: string, value: unknown) =>
    typeof value === 'bigint'
      ? String(value)
      : ArrayBuffer.isView(value)
        ? [...(value as Uint8Array)]
        : value;
  const lines = execFileSync('python3', [join(checkout, 'test/fixtures/cdr_reference.py')], {
    input: JSON.stringify(job, plain),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return lines
    .trim()
    .split('\n')
    .map((line) => Buffer.from(line, 'hex'));
}

const ours = ([type, message]: Typed): Buffer => Buffer.from(serializer(types[type]!)(message));

/** Strings of one, two, three and four bytes a character, of every length up to a few words. */
const strings = [
  '',
  'Tür',
  'カメラ',
  'кухня',
  'दरवाज़ा',
  'مطبخ',
  '門が開いている',
  '😀',
  '👩‍🚒 hilft',
  'a\0b',
  '\uFEFFmarked',
  'é'.normalize('NFD'),
  '\u{10FFFF}',
  'x'.repeat(300),
  'ü'.repeat(300),
];

/** Numbers from 0 to `below`, always the same ones. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

/** Messages of all types; strings of all kinds stand before numbers of all alignments. */
function messages(count: number): Typed[] {
  const random = numbers(7);
  const text = (): string =>
    Array.from({ length: random(3) }, () => strings[random(strings.length)]).join('');
  const header = () => ({
    stamp: { sec: random(2 ** 31), nanosec: random(1e9) },
    frame_id: text(),
  });
  const several = <T>(make: () => T): T[] => Array.from({ length: random(4) }, make);
  return Array.from({ length: count }, (_, i): Typed => {
    switch (i % 4) {
      case 0:
        return [
          'vljepa/msg/WorldState',
          {
            header: header(),
            camera: text(),
            window_start: { sec: random(100), nanosec: 5 },
            pack: text(),
            query: text(),
            sequence: BigInt(random(1e9)) << 20n,
            first: random(2) === 1,
            run: 2n,
            segment: 3n,
            segment_start: { sec: random(100), nanosec: 7 },
            change: 0.25,
            threshold: 0.5,
            changed: random(2) === 1,
            noticed: random(2) === 1,
            worded: random(2) === 1,
            motion: 0.375,
            motion_threshold: 0.625,
            condition: 0,
            latency: 0.125,
            labels: several(() => ({
              label: text(),
              score: random(8) / 8,
              probability: random(8) / 8,
            })),
            other_probability: 0.875,
            embedding: Float32Array.from({ length: random(20) }, () => random(64) / 64),
          },
        ];
      case 1:
        return [
          'vljepa/msg/DecodedText',
          {
            header: header(),
            camera: text(),
            pack: text(),
            query: text(),
            text: text(),
            confidence: 0.5,
            similarity: 0.5,
            alternatives: several(() => ({ text: text(), probability: random(8) / 8 })),
            segment: BigInt(random(1e9)),
            segment_start: { sec: 1, nanosec: 2 },
            reason: random(3),
            change: 0.75,
          },
        ];
      case 2:
        return [
          'diagnostic_msgs/msg/DiagnosticArray',
          {
            header: header(),
            status: several(() => ({
              level: random(4),
              name: text(),
              message: text(),
              hardware_id: text(),
              values: several(() => ({ key: text(), value: text() })),
            })),
          },
        ];
      default:
        return [
          'sensor_msgs/msg/Image',
          {
            header: header(),
            height: 1,
            width: 3,
            encoding: text(),
            is_bigendian: 0,
            step: 3,
            data: Uint8Array.of(1, 2, 3),
          },
        ];
    }
  });
}

test(
  'messages with any strings are those of an independent serializer, byte for byte',
  { skip: SKIP },
  () => {
    const all = messages(200);
    reference(all).forEach((bytes, i) => {
      assert.equal(
        ours(all[i]!).toString('hex'),
        bytes.toString('hex'),
        JSON.stringify(all[i]![1], (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
      );
    });
  },
);

/** A serialized image with that frame_id and encoding, as bytes. */
function imageOf(frameId: Uint8Array, encoding: string): Buffer {
  const marker = 'F'.repeat(frameId.length);
  const whole = ours([
    'sensor_msgs/msg/Image',
    {
      header: { stamp: { sec: 1, nanosec: 2 }, frame_id: marker },
      height: 1,
      width: 3,
      encoding,
      is_bigendian: 0,
      step: 3,
      data: Uint8Array.of(1, 2, 3),
    },
  ]);
  whole.set(frameId, whole.indexOf(marker));
  return whole;
}

test('strings of every kind are read as they were written', () => {
  for (const frameId of strings) {
    for (const encoding of strings) {
      const message = imageOf(Buffer.from(frameId), encoding);
      const read = readImage('raw', message);
      assert.equal(read.frameId, frameId);
      assert.ok(read.image.kind === 'raw');
      assert.deepEqual([read.image.encoding, read.image.width], [encoding, 3]);
      assert.deepEqual([...read.image.data], [1, 2, 3]);
    }
  }
});

test('half a surrogate pair is written as U+FFFD, the rest of its string is whole', () => {
  const [type] = messages(4)[3]!;
  assert.equal(type, 'sensor_msgs/msg/Image');
  for (const [written, read] of [
    ['a\uD83Db', 'a\uFFFDb'],
    ['\uDE00', '\uFFFD'],
    ['ü\uD83D', 'ü\uFFFD'],
  ] as const) {
    const message = imageOf(Buffer.from(''), written);
    const { image } = readImage('raw', message);
    assert.ok(image.kind === 'raw');
    assert.equal(image.encoding, read);
    assert.deepEqual([...image.data], [1, 2, 3]);
  }
});

test('a frame_id that is not UTF-8 costs its odd bytes, never the frame', () => {
  for (const [bytes, read] of [
    [[0x63, 0xff, 0x64], 'c\uFFFDd'],
    [[0xe3, 0x82], '\uFFFD'],
    [[0xc0, 0x80], '\uFFFD\uFFFD'],
    [[...Buffer.from('T\u00fcr', 'latin1')], 'T\uFFFDr'],
  ] as const) {
    const { frameId, image } = readImage('raw', imageOf(Uint8Array.from(bytes), 'rgb8'));
    assert.equal(frameId, read);
    assert.deepEqual([...image.data], [1, 2, 3]);
  }
});
