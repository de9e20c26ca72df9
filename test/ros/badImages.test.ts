import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DiagnosticStatus, WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { cat, compressedImage, image, jpegFile, pngFile, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, ns, seconds, value, type Diagnostics, type TestCamera } from './world.js';

const RAW = '/front/image_raw';
const FILES = '/files/image_raw/compressed';
const OTHER = '/other/image_raw';
let world: World;
let node: PerceptionProcess;
let diagnostics: Diagnostics;
let states: Heard<WorldState>;
let other: TestCamera;
let picture: Picture;
let jpeg: Buffer;
let stampNs: bigint;

/** One node for all; each test looks at a reason of its own. */
before(async () => {
  world = await World.open();
  states = await world.states();
  diagnostics = await world.diagnostics();
  picture = await cat(64, 48);
  jpeg = await jpegFile(picture);
  node = world.start([
    ...['-p', `cameras.front.topic:=${RAW}`],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.front.depth:=10'],
    ...['-p', `cameras.files.topic:=${FILES}`],
    ...['-p', 'cameras.files.reliability:=reliable'],
    ...['-p', 'cameras.files.depth:=10'],
    ...['-p', `cameras.other.topic:=${OTHER}`],
    ...['-p', 'cameras.other.reliability:=reliable'],
  ]);
  await node.active();
  stampNs = await (await world.camera(RAW)).connect(states, picture, seconds(1000));
  other = await world.camera(OTHER);
  stampNs = await other.connect(states, picture, stampNs);
  await world.client.advertise(FILES, 'sensor_msgs/msg/CompressedImage');
  await world.client.heardBy(FILES);
  await good('files');
});
after(() => world?.close());

/** Publishes a good image on a camera's topic until its world state comes. */
async function good(camera: 'front' | 'files'): Promise<WorldState> {
  stampNs += seconds(0.25);
  const sentNs = stampNs;
  if (camera === 'front') await world.client.publish(RAW, image(picture, { stampNs }));
  else await world.client.publish(FILES, compressedImage(jpeg, { stampNs }));
  return states.first(
    `the state of a good image of camera ${camera}`,
    (state) => state.camera === camera && ns(state.header.stamp) === sentNs,
  );
}

interface BadInput {
  readonly what: string;
  readonly camera: 'front' | 'files';
  /** The reason in /diagnostics: `Dropped: <reason>`. */
  readonly reason: string;
  readonly log: RegExp;
  /** A message, or the serialized bytes of none. */
  readonly send: () => object | Uint8Array;
}

function raw(
  what: string,
  reason: string,
  log: RegExp,
  changed: Record<string, unknown>,
): BadInput {
  const send = () => image(picture, { stampNs }, changed);
  return { what, camera: 'front', reason, log, send };
}

function file(what: string, reason: string, log: RegExp, bytes: () => Uint8Array): BadInput {
  const send = () => compressedImage(bytes(), { stampNs }, 'jpeg');
  return { what, camera: 'files', reason, log, send };
}

/** A JPEG whose header claims another size; the picture's own data follows. */
function claiming(width: number, height: number): Buffer {
  const bytes = Buffer.from(jpeg);
  const frameHeader = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frameHeader + 5);
  bytes.writeUInt16BE(width, frameHeader + 7);
  return bytes;
}

/** What the answer to another encoding names, all of it. */
const SUPPORTED = [
  ...'rgb8 bgr8 rgba8 bgra8 mono8 mono16 rgb16 8UC3 16UC1 i420 yuv422 nv12'.split(' '),
  ...['rggb', 'bggr', 'gbrg', 'grbg'].flatMap((p) => [`bayer_${p}8`, `bayer_${p}16`]),
];
const EVERY_ENCODING = new RegExp(
  `32FC1${SUPPORTED.map((encoding) => `(?=.*\\b${encoding}\\b)`).join('')}`,
);

const nothing = { data: Buffer.alloc(0) };
const BAD: readonly BadInput[] = [
  raw('zero-sized', 'frame_empty', /camera front: .*0 × 0|0x0|zero/, {
    ...{ width: 0, height: 0, step: 0 },
    ...nothing,
  }),
  raw('without data', 'frame_empty', /camera front: /, nothing),
  raw('truncated', 'frame_truncated', /camera front: .*9000 bytes.*9216/, {
    data: Buffer.alloc(9000),
  }),
  raw('a step shorter than a row', 'frame_step', /camera front: \[FRAME_STEP\] step is 100 .*192/, {
    step: 100,
  }),
  raw('4294967295 rows and columns', 'frame_too_large', /camera front: .*4294967295/, {
    ...{ width: 4294967295, height: 4294967295, step: 4294967295 },
  }),
  raw('an unknown encoding', 'frame_encoding', EVERY_ENCODING, { encoding: '32FC1' }),
  raw('no encoding', 'frame_encoding', /camera front: .*rgb8/, { encoding: '' }),
  raw('nv12 of an odd height', 'frame_size', /nv12/, {
    ...{ encoding: 'nv12', height: 47, step: 64 },
  }),
  {
    what: 'bytes that are not a message',
    camera: 'front',
    reason: 'frame_malformed',
    log: /camera front: .*sensor_msgs\/Image/,
    send: () => new Uint8Array(64).fill(0xff),
  },
  {
    what: 'a message that ends early',
    camera: 'front',
    reason: 'frame_malformed',
    log: /camera front: .*sensor_msgs\/Image/,
    send: () => Buffer.from('000100000000000000000000010000000000000030000000', 'hex'),
  },
  file('a JPEG that claims 60000 × 60000', 'frame_too_large', /60000/, () =>
    claiming(60000, 60000),
  ),
  file('a JPEG cut in half', 'frame_corrupt', /camera files: /, () =>
    jpeg.subarray(0, jpeg.length / 2),
  ),
  file('a corrupt JPEG', 'frame_corrupt', /camera files: /, () =>
    Buffer.concat([jpeg.subarray(0, 300), Buffer.alloc(jpeg.length - 300, 0xa5)]),
  ),
  file('no bytes', 'frame_empty', /camera files: /, () => Buffer.alloc(0)),
  file('text', 'frame_corrupt', /camera files: /, () => Buffer.from('not an image at all')),
];

const GROUPS = new Set(BAD.map(({ camera, reason }) => `${camera}, ${reason}`));

for (const group of GROUPS) {
  const inputs = BAD.filter(({ camera, reason }) => `${camera}, ${reason}` === group);
  // One test, since the log tells a reason once in ten seconds: the first input's is looked for.
  const what = inputs.map((input) => input.what).join('; ');
  test(`${group} (${what}): counted, reported, and the next good image works`, async () => {
    for (const [index, { camera, reason, send }] of inputs.entries()) {
      const topic = camera === 'front' ? RAW : FILES;
      const dropped = (status: DiagnosticStatus) =>
        Number(value(status, `Dropped: ${reason}`) ?? 0);
      stampNs += seconds(0.25);
      const message = send();
      if (message instanceof Uint8Array) await world.client.publishSerialized(topic, message);
      else await world.client.publish(topic, message);
      const status = await diagnostics.next(
        `camera ${camera}`,
        `Dropped: ${reason}`,
        (status) => dropped(status) > index,
      );
      assert.equal(dropped(status), index + 1, JSON.stringify(status.values));
      await good(camera);
      // The other camera has not noticed.
      stampNs += seconds(0.25);
      await other.show(states, picture, stampNs);
      const unharmed = await diagnostics.next('camera other', 'its counts');
      assert.ok(!unharmed.values.some(({ key }) => /^Dropped: frame/.test(key)));
    }
    for (const { log } of inputs) assert.match(node.log, log);
  });
}

test('a flood of bad images is one line in the log, not hundreds', async () => {
  // Another reason than those above.
  const bytes = Buffer.from([0, 0, 0, 1, 9]);
  for (let i = 0; i < 40; i++) {
    stampNs += seconds(0.25);
    await world.client.publish(FILES, compressedImage(bytes, { stampNs }, 'h264'));
  }
  await good('files');
  const told = node.lines(/camera files: .*h264/).length;
  assert.ok(told >= 1 && told <= 2, node.log);
});

test('a good PNG under the name of a JPEG is a good image', async () => {
  stampNs += seconds(0.25);
  const sentNs = stampNs;
  const png = await pngFile(picture);
  await world.client.publish(FILES, compressedImage(png, { stampNs: sentNs }, 'jpeg'));
  await states.first('its state', ({ header }) => ns(header.stamp) === sentNs);
  const status = await diagnostics.next('camera files', 'its counts');
  assert.equal(value(status, 'Topic'), FILES);
});
