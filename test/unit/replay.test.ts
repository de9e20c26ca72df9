import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CdrWriter } from '@foxglove/cdr';
import { VljepaError } from '../../src/errors.js';
import type { Image } from '../../src/frame.js';
import { readImage } from '../../src/messages/image.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { givenValue } from '../../src/parameters/givenValue.js';
import type { Perception } from '../../src/perception.js';
import type { Sink } from '../../src/sink.js';
import type { Bag, BagMessage } from '../../src/bags/bag.js';
import { cameraName, declaredCameras, everyCamera } from '../../src/replay/cameras.js';
import { chooseCameras } from '../../src/replay/chooseCameras.js';
import { Console } from '../../src/replay/console.js';
import { replay } from '../../src/replay/replay.js';
import { WatchedEngine } from '../../src/replay/watchedEngine.js';
import { RecentImages } from '../../src/report/recentImages.js';
import { FakeEngine, direction, type Contents } from '../fakeEngine.js';

const IMAGE = 'sensor_msgs/msg/Image';
const COMPRESSED = 'sensor_msgs/msg/CompressedImage';
const topic = (name: string, type: string, messages = 1) => ({
  name,
  type,
  encoding: 'cdr',
  messages,
});

function image(stampNs: bigint, encoding = 'mono8'): Uint8Array {
  const cdr = new CdrWriter();
  cdr.int32(Number(stampNs / 1_000_000_000n)).uint32(Number(stampNs % 1_000_000_000n));
  cdr.string('optical').uint32(1).uint32(2).string(encoding).uint8(0).uint32(2);
  cdr.uint8Array(Uint8Array.of(1, 2), true);
  return cdr.data;
}

/** A bag of images in memory, `rateHz` for `seconds`. */
function bagOf(topics: readonly string[], seconds: number, rateHz: number): Bag {
  const messages = Array.from({ length: seconds * rateHz }, (_, i): BagMessage[] => {
    const logTimeNs = 1_000_000_000n + BigInt(Math.round((i * 1e9) / rateHz));
    return topics.map((name) => ({
      ...{ topic: name, type: IMAGE },
      ...{ logTimeNs, data: image(logTimeNs) },
    }));
  }).flat();
  return {
    topics: topics.map((name) => topic(name, IMAGE, seconds * rateHz)),
    startNs: messages[0]?.logTimeNs,
    endNs: messages.at(-1)?.logTimeNs,
    problems: [],
    async *messages() {
      for (const message of messages) yield await Promise.resolve(message);
    },
    close: () => Promise.resolve(),
  };
}

const live = () => ({
  queries: ['what?'],
  labelSpace: NO_LABELS,
  selective: {
    threshold: 0.3,
    smoothingSeconds: 0.5,
    persistenceSeconds: 0.5,
    refractorySeconds: 1,
    hysteresis: 0.8,
    texts: 'new_facts' as const,
    falseAlarmsPerHour: 0,
    pauseOnFault: true,
  },
  text: { minProbability: 0.7, below: 'say' as const },
  rateHz: {},
});

async function replayed(contents: Contents, bag: Bag) {
  const seen: { readonly perception: Perception; readonly image: Image }[] = [];
  const images = new RecentImages(2);
  const sink: Sink = {
    perceived(perception) {
      const { camera, stampNs } = perception.kind === 'state' ? perception.state : perception.text;
      seen.push({ perception, image: images.at(camera, stampNs)! });
    },
  };
  const fake = new FakeEngine(contents);
  const { snapshot, problems } = await replay({
    bag,
    cameras: bag.topics.map(({ name }) => ({
      name: name.slice(1),
      topic: name,
      windowFrames: 4,
    })),
    engine: new WatchedEngine(fake),
    live,
    sinks: [sink],
    images,
    progress: () => {},
  });
  return { seen, snapshot, cameras: snapshot.cameras, problems, fake };
}

test('nothing is dropped however slow the model is, and the order is that of the bag', async () => {
  const slow: Contents = { encode: () => sleep(3), decode: () => sleep(5).then(() => 'words') };
  const { seen, snapshot, cameras } = await replayed(slow, bagOf(['/a', '/b'], 5, 4));
  for (const { drops, windows } of cameras) {
    assert.deepEqual(drops, {});
    assert.equal(windows, 20);
  }
  const { latencyMs } = snapshot;
  assert.deepEqual(
    Object.entries(latencyMs).map(([stage, { count }]) => [stage, count]),
    [
      ['x_encoder', 40],
      ['predictor', 40],
      ['y_decoder', 2],
    ],
  );
  assert.ok(latencyMs['y_decoder']!.p50 >= 4, 'the decoder takes 5 ms');
  assert.deepEqual(
    cameras.map(({ texts }) => texts),
    [1, 1],
  );
  const order = seen.map(({ perception }) =>
    perception.kind === 'state' ? perception.state.camera : `text of ${perception.text.camera}`,
  );
  assert.deepEqual(order.slice(0, 6), ['a', 'text of a', 'b', 'text of b', 'a', 'b']);
});

test('a change gives its text right after the state that is put into words', async () => {
  const turned = 3_000_000_000n;
  const contents: Contents = {
    embed: ({ newest }) => direction(newest.stampNs < turned ? 0 : 80),
  };
  const { seen } = await replayed(contents, bagOf(['/a'], 6, 4));
  const index = seen.findIndex(
    ({ perception: p }) => p.kind === 'state' && p.state.worded && !p.state.first,
  );
  const text = seen[index + 1]!.perception;
  assert.ok(text.kind === 'text');
  assert.equal(text.text.reason, 'CHANGE');
  assert.equal(text.text.text, '80°');
});

test('the image that comes with a state is still there after the engine took its copy', async () => {
  const contents: Contents = {
    encode: ({ newest }) =>
      void structuredClone(newest.image.data, {
        transfer: [newest.image.data.buffer as ArrayBuffer],
      }),
  };
  const { seen } = await replayed(contents, bagOf(['/a'], 1, 4));
  assert.deepEqual([...seen[0]!.image.data], [1, 2]);
});

test('a text that has no words is counted, and the replay goes on', async () => {
  const speechless: Contents = {
    decode: () => Promise.reject(new VljepaError('TEXT_EMPTY', 'no words')),
  };
  const { cameras } = await replayed(speechless, bagOf(['/a'], 2, 4));
  assert.deepEqual(cameras[0]!.drops, { text_failed: 3 });
  assert.equal(cameras[0]!.windows, 8);
});

test('a text whose request fails is told as a text, with the reason', async () => {
  const failing: Contents = {
    decode: () => Promise.reject(new VljepaError('REQUEST_FAILED', 'the graph failed')),
  };
  const { problems } = await replayed(failing, bagOf(['/a'], 2, 4));
  assert.match(problems.join(), /3 texts dropped: text_failed \(the graph failed\)/);
});

test('a frame that cannot be read is counted; an engine that fails ends the replay', async () => {
  const bag = bagOf(['/a'], 2, 4);
  const bad: Contents = {
    encode: ({ newest }) => {
      if (newest.id === 3) throw new VljepaError('FRAME_CORRUPT', 'torn');
    },
  };
  const { cameras } = await replayed(bad, bag);
  assert.deepEqual(cameras[0]!.drops, { frame_corrupt: 1 });
  const dead: Contents = {
    encode: () => Promise.reject(new VljepaError('WORKER_DIED', 'the worker is gone')),
  };
  await assert.rejects(replayed(dead, bag), { code: 'WORKER_DIED' });
});

test('a message that is not an image is counted', async () => {
  const bag = bagOf(['/a'], 1, 4);
  const torn: Bag = {
    ...bag,
    async *messages(topics) {
      for await (const message of bag.messages(topics))
        yield { ...message, data: message.data.subarray(0, 30) };
    },
  };
  const { cameras } = await replayed({}, torn);
  assert.equal(cameras[0]!.frames, 4);
  assert.deepEqual(cameras[0]!.drops, { frame_malformed: 4 });
});

test('serialized images are read, and never beyond their end', () => {
  const whole = image(5_000_000_007n, 'mono8');
  const { stampNs, frameId, image: read } = readImage('raw', whole);
  assert.equal(stampNs, 5_000_000_007n);
  assert.equal(frameId, 'optical');
  assert.deepEqual(
    { ...read, data: [...read.data] },
    {
      kind: 'raw',
      encoding: 'mono8',
      width: 2,
      height: 1,
      step: 2,
      bigEndian: false,
      data: [1, 2],
    },
  );
  // One byte is missing, but the buffer goes on: the next message's bytes are not pixels.
  const buffer = new Uint8Array([...whole, 99, 99, 99]);
  assert.throws(() => readImage('raw', buffer.subarray(0, whole.length - 1)), {
    code: 'FRAME_MALFORMED',
  });
});

test('cameras are named after their topics, each differently', () => {
  assert.equal(cameraName('/front/image_raw', []), 'front');
  assert.equal(cameraName('/front/image_raw/compressed', []), 'front');
  assert.equal(cameraName('/robot-1/left/color/image_rect_color', []), 'robot_1_left_color');
  assert.equal(cameraName('/image', []), 'image');
  assert.equal(cameraName('/front/image_rect', ['front']), 'front_image_rect');
});

test('without parameters every image topic is a camera, raw before compressed', () => {
  const topics = [
    topic('/front/image_raw/compressed', COMPRESSED),
    topic('/front/image_raw', IMAGE),
    topic('/rear/image_raw/compressed', COMPRESSED),
    topic('/rear/image_raw', IMAGE, 0),
    topic('/depth/image_raw/compressedDepth', COMPRESSED),
    topic('/scan', 'sensor_msgs/msg/LaserScan'),
  ];
  assert.deepEqual(everyCamera(topics), [
    { name: 'front', topic: '/front/image_raw' },
    { name: 'rear', topic: '/rear/image_raw/compressed' },
  ]);
});

test('declared topics are resolved as ROS does it, /compressed last', () => {
  const topics = [topic('/robot/front/compressed', COMPRESSED), topic('/robot/me/own', IMAGE)];
  const declared = (declaredTopic: string, transport: 'auto' | 'raw' | 'compressed' = 'auto') =>
    declaredCameras(
      [
        {
          name: 'x',
          topic: declaredTopic,
          transport,
          reliability: 'best_effort',
          depth: 1,
          rateHz: 0,
          windowFrames: 0,
        },
      ],
      topics,
      '/robot/me',
    ).map((camera) => camera.topic);
  assert.deepEqual(declared('front'), ['/robot/front/compressed']);
  assert.deepEqual(declared('/robot/front/compressed'), ['/robot/front/compressed']);
  assert.deepEqual(declared('front', 'compressed'), ['/robot/front/compressed']);
  assert.deepEqual(declared('front', 'raw'), []);
  assert.deepEqual(declared('~/own'), ['/robot/me/own']);
  assert.deepEqual(declared('/front'), []);
});

test('a bag that lacks every declared camera is refused with what it has', () => {
  const bag = bagOf(['/front/image_raw'], 1, 4);
  const parameters = new Map([['cameras.nose.topic', givenValue('/nose/image')]]);
  assert.throws(
    () => chooseCameras(bag, 'there.mcap', parameters, '/vljepa', []),
    (error: VljepaError) =>
      error.code === 'BAG_NO_CAMERA' &&
      error.message.includes('/nose/image') &&
      error.message.includes('/front/image_raw (sensor_msgs/msg/Image, 4)'),
  );
});

test('progress is written over and over on a terminal, and not at all elsewhere', () => {
  const written = (isTTY: boolean) => {
    const texts: string[] = [];
    const out = { isTTY, write: (text: string) => texts.push(text) };
    const console = new Console(out as unknown as NodeJS.WriteStream);
    console.progress(() => '50 %');
    console.line('a text');
    return texts.join('');
  };
  assert.equal(written(false), 'a text\n');
  assert.equal(written(true), '\r\u001b[K50 %\r\u001b[Ka text\n');
});
