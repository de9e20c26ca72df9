import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packIdentity } from '../../../src/memory/packIdentity.js';
import { PoseTrack } from '../../../src/memory/poseTrack.js';
import { SignedSums, countBits, signCode } from '../../../src/memory/signCode.js';
import { readPose } from '../../../src/messages/pose.js';
import { readCommandLine } from '../../../src/search/commandLine.js';
import { foundLine } from '../../../src/search/lines.js';
import { serializer } from '../../../src/messages/serializer.js';
import { messageDefinition } from '../../../src/messages/definitions.js';
import { SECOND, momentOf, randomEmbedding, randomNumbers } from './moments.js';

test('bits are counted, and sums of signs are those of the numbers', () => {
  for (const word of [0, 1, -1, 0x8000_0000, 0x1234_5678])
    assert.equal(countBits(word), (word >>> 0).toString(2).replaceAll('0', '').length);
  const random = randomNumbers(3);
  const [query, other] = [randomEmbedding(random, 70), randomEmbedding(random, 70)];
  const expected = query.reduce((sum, value, i) => sum + (other[i]! > 0 ? value : -value), 0);
  assert.ok(Math.abs(new SignedSums(query).of(signCode(other), 0) - expected) < 1e-5);
});

test('where the robot was at a stamp', () => {
  const track = new PoseTrack();
  const pose = (x: number) => ({
    frameId: 'map',
    x,
    y: 0,
    z: 0,
    orientation: [0, 0, 0, 1] as const,
  });
  assert.equal(track.at(0n), undefined);
  for (const seconds of [10, 11, 12, 40]) track.add(BigInt(seconds) * SECOND, pose(seconds));
  track.add(40n * SECOND + 1n, pose(-1));
  const at = (seconds: number) => track.at(BigInt(seconds) * SECOND)?.x;
  assert.deepEqual([4, 6, 10, 11, 16, 30, 39, 41].map(at), [
    undefined,
    10,
    10,
    11,
    12,
    undefined,
    40,
    40,
  ]);
  track.add(5n * SECOND, pose(5));
  assert.deepEqual([6, 12].map(at), [5, undefined]);
});

test('a pose is read from each of its messages, and from nothing else', () => {
  const header = { stamp: { sec: 5, nanosec: 6 }, frame_id: 'map' };
  const pose = {
    position: { x: 1, y: 2, z: 3 },
    orientation: { x: 0, y: 0, z: 0.6, w: 0.8 },
  };
  const covariance = Array.from({ length: 36 }, () => 0);
  const zero = { x: 0, y: 0, z: 0 };
  const messages: Record<string, object> = {
    'geometry_msgs/msg/PoseStamped': { header, pose },
    'geometry_msgs/msg/PoseWithCovarianceStamped': { header, pose: { pose, covariance } },
    'nav_msgs/msg/Odometry': {
      header,
      child_frame_id: 'base_link',
      pose: { pose, covariance },
      twist: { twist: { linear: zero, angular: zero }, covariance },
    },
  };
  for (const [type, message] of Object.entries(messages)) {
    const bytes = serializer<object>(messageDefinition(type))(message);
    assert.deepEqual(readPose(type, bytes), {
      stampNs: 5n * SECOND + 6n,
      frameId: 'map',
      position: [1, 2, 3],
      orientation: [0, 0, 0.6, 0.8],
    });
    assert.equal(readPose(type, bytes.subarray(0, 40)), undefined);
  }
});

test("a pack's identity is the same however it is named, and another pack's is another", () => {
  const nano = packIdentity('nano');
  assert.equal(nano.name, 'nano');
  assert.match(nano.hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(packIdentity('models/nano'), nano);
});

test('the command line of a search is read, or refused with what is expected', () => {
  const read = (...args: string[]) => readCommandLine(['m', ...args])!;
  const { filter, words } = read(
    'a cup',
    '--from',
    '12.5',
    '--to',
    '1970-01-01T00:01Z',
    '--near',
    '1,-2',
  );
  assert.equal(words, 'a cup');
  assert.deepEqual(filter, {
    fromNs: 12_500_000_000n,
    toNs: 60_000_000_000n,
    cameras: [],
    near: { x: 1, y: -2, z: undefined, radius: 1 },
  });
  for (const args of [
    ['a', 'cup'],
    ['a', '--like', '3'],
    ['--like', '0'],
    ['--from', 'noon'],
    ['--near', '1'],
    ['--near', '1,,2'],
    ['--near', '1,2', '--radius', '-1'],
    ['--radius', '3'],
    ['--count', '0'],
  ])
    assert.throws(() => read(...args), { code: 'COMMAND_LINE' }, args.join(' '));
});

test('a line holds nothing that steers a terminal', () => {
  const moment = { ...momentOf(0, { text: 'a\u001B[2Jb\nc' }), id: 3 };
  assert.equal(
    foundLine({ moment, score: 0.5 }),
    '0.500  2023-11-14T22:13:20.000Z + 1.0 s  front  a\uFFFD[2Jb\uFFFDc (0.50)  #3',
  );
});
