import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CdrWriter } from '@foxglove/cdr';
import type { Bag } from '../../src/bags/bag.js';
import { openEngine } from '../../src/engine/openEngine.js';
import { imageType } from '../../src/messages/image.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { toTime } from '../../src/messages/stamp.js';
import { RecentImages } from '../../src/report/recentImages.js';
import { replay } from '../../src/replay/replay.js';
import { WatchedEngine } from '../../src/replay/watchedEngine.js';
import type { DiagnosticStatus, WorldState } from './messages.js';
import { jpegFile, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';
import { World, ns, seconds, value, type Diagnostics } from './world.js';

const TOPICS = { front: '/front/image_raw', files: '/files/image_raw/compressed' } as const;
type Camera = keyof typeof TOPICS;

let world: World;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let jpeg: Buffer;

before(async () => {
  jpeg = await jpegFile(red);
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  const node = world.start(
    Object.entries(TOPICS).flatMap(([camera, topic]) => [
      ...['-p', `cameras.${camera}.topic:=${topic}`],
      ...['-p', `cameras.${camera}.reliability:=reliable`],
    ]),
  );
  await node.active();
  await world.client.advertise(TOPICS.front, 'sensor_msgs/msg/Image');
  await world.client.advertise(TOPICS.files, 'sensor_msgs/msg/CompressedImage');
});
after(() => world?.close());

function header(atSeconds: number): CdrWriter {
  const cdr = new CdrWriter();
  const { sec, nanosec } = toTime(seconds(atSeconds));
  return cdr.int32(sec).uint32(nanosec).string('optical');
}

const { width, height, rgb } = red;

function raw(atSeconds: number, changed: Partial<Record<string, number | string>> = {}) {
  const fields = { width, height, encoding: 'rgb8', step: width * 3, ...changed };
  const cdr = header(atSeconds).uint32(Number(fields.height)).uint32(Number(fields.width));
  return cdr
    .string(String(fields.encoding))
    .uint8(0)
    .uint32(Number(fields.step))
    .uint8Array(rgb, true).data;
}

function file(atSeconds: number, bytes: Uint8Array, format = 'jpeg'): Uint8Array {
  return header(atSeconds).string(format).uint8Array(bytes, true).data;
}

/** Good images and bad ones of each camera, as a driver and the network might send them. */
function messages(): Record<Camera, readonly Uint8Array[]> {
  const front = [
    raw(1000),
    raw(1000.25),
    // Sooner than 4 Hz.
    raw(1000.3),
    raw(1000.5, { step: 100 }),
    raw(1000.75, { encoding: 'bayer_magenta' }),
    raw(1001, { height: 480 }),
    raw(1001.25, { width: 0, height: 0 }),
    raw(1001.5).subarray(0, 40),
    new Uint8Array(64).fill(0xff),
    // Without a stamp, and with that of the one before.
    raw(0),
    raw(1001.25),
    raw(1001.5),
  ];
  const files = [
    file(1000, jpeg),
    file(1000.25, jpeg.subarray(0, jpeg.length / 2)),
    file(1000.5, Buffer.from([0, 0, 0, 1, 9]), 'h264'),
    file(1000.75, new Uint8Array(0)),
    file(1001, jpeg).subarray(0, 20),
    file(1001.25, jpeg),
  ];
  return { front, files };
}

/** What came of a camera's messages; every one of them is in `frames` and in one of the others. */
interface Counts {
  readonly frames: number;
  readonly windows: number;
  readonly skipped: number;
  /** Of frames, by reason. */
  readonly drops: Readonly<Record<string, number>>;
}

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
const isWhole = ({ frames, windows, skipped, drops }: Counts) =>
  frames === windows + skipped + total(drops);
const ofFrames = (drops: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(drops).filter(([reason]) => !reason.startsWith('text_')));

function told(status: DiagnosticStatus): Counts {
  const number = (key: string) => Number(value(status, key));
  const dropped = status.values
    .filter(({ key }) => key.startsWith('Dropped: '))
    .map(({ key, value: count }) => [key.slice('Dropped: '.length), Number(count)] as const);
  return {
    frames: number('Events since startup'),
    windows: number('World states since startup'),
    skipped: number('Skipped by the rate since startup'),
    drops: ofFrames(Object.fromEntries(dropped)),
  };
}

/** The node's counts once it has received so many and has nothing under way. */
async function counted(camera: Camera, frames: number): Promise<Counts> {
  const status = await diagnostics.next(`camera ${camera}`, `${frames} frames done with`, (s) => {
    const counts = told(s);
    return counts.frames === frames && isWhole(counts);
  });
  return told(status);
}

/** Publishes good images until one is answered, so that none is lost or on its way; and what they count. */
async function connect(camera: Camera): Promise<Counts> {
  await world.client.heardBy(TOPICS[camera]);
  let atSeconds = 900;
  await until(`a world state of camera ${camera}`, async () => {
    atSeconds += 0.25;
    const sentNs = seconds(atSeconds);
    const message = camera === 'front' ? raw(atSeconds) : file(atSeconds, jpeg);
    await world.client.publishSerialized(TOPICS[camera], message);
    await new Promise((resolve) => setTimeout(resolve, 250));
    return states.messages.some((s) => s.camera === camera && ns(s.header.stamp) === sentNs);
  });
  const status = await diagnostics.next(`camera ${camera}`, 'all of them', (s) => {
    const counts = told(s);
    return counts.windows > 0 && isWhole(counts);
  });
  return told(status);
}

async function byNode(camera: Camera, bag: readonly Uint8Array[]): Promise<Counts> {
  const before = await connect(camera);
  let now = before;
  for (const message of bag) {
    await world.client.publishSerialized(TOPICS[camera], message);
    now = await counted(camera, now.frames + 1);
  }
  const drops = Object.entries(now.drops).map(
    ([reason, count]) => [reason, count - (before.drops[reason] ?? 0)] as const,
  );
  return {
    frames: now.frames - before.frames,
    windows: now.windows - before.windows,
    skipped: now.skipped - before.skipped,
    drops: Object.fromEntries(drops.filter(([, count]) => count > 0)),
  };
}

async function byReplay(camera: Camera, bag: readonly Uint8Array[]): Promise<Counts> {
  const topic = TOPICS[camera];
  const type = imageType(camera === 'front' ? 'raw' : 'compressed');
  const recorded: Bag = {
    topics: [{ name: topic, type, encoding: 'cdr', messages: bag.length }],
    startNs: 0n,
    endNs: seconds(bag.length),
    problems: [],
    async *messages() {
      for (const [i, data] of bag.entries())
        yield await Promise.resolve({ topic, type, logTimeNs: seconds(i), data });
    },
    close: () => Promise.resolve(),
  };
  const engine = await openEngine({ pack: tiny.folder });
  try {
    const { snapshot } = await replay({
      bag: recorded,
      cameras: [{ name: camera, topic, windowFrames: tiny.window }],
      engine: new WatchedEngine(engine),
      live: () => ({
        queries: [tiny.query],
        labelSpace: NO_LABELS,
        selective: {
          ...{ threshold: 0.3, smoothingSeconds: 0.5, persistenceSeconds: 0.5 },
          ...{ refractorySeconds: 1, hysteresis: 0.8 },
          ...{ texts: 'new_facts', falseAlarmsPerHour: 0, pauseOnFault: true },
        },
        text: { minProbability: 0.7, below: 'say' },
        rateHz: {},
      }),
      sinks: [],
      images: new RecentImages(1),
      progress: () => {},
    });
    const { frames, windows, skipped, drops } = snapshot.cameras[0]!;
    return { frames, windows, skipped, drops: ofFrames(drops) };
  } finally {
    await engine.dispose();
  }
}

const EXPECTED: Readonly<Record<Camera, Counts>> = {
  front: {
    ...{ frames: 12, windows: 3, skipped: 1 },
    drops: {
      ...{ frame_step: 1, frame_encoding: 1, frame_truncated: 1, frame_empty: 1 },
      ...{ frame_malformed: 2, stamp_zero: 1, stamp_not_newer: 1 },
    },
  },
  files: {
    ...{ frames: 6, windows: 2, skipped: 0 },
    drops: { frame_corrupt: 1, frame_encoding: 1, frame_empty: 1, frame_malformed: 1 },
  },
};

for (const camera of ['front', 'files'] as const)
  test(`camera ${camera}: node and replay count the same, and every frame once`, async () => {
    const bag = messages()[camera];
    const replayed = await byReplay(camera, bag);
    assert.ok(isWhole(replayed), JSON.stringify(replayed));
    assert.deepEqual(replayed, EXPECTED[camera]);
    assert.deepEqual(await byNode(camera, bag), replayed);
  });
