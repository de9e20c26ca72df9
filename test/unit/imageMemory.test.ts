import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { openCv } from '../../src/image/opencv.js';
import { FramePreparer } from '../../src/image/prepareFrame.js';
import { plain } from '../fixtures/fixtures.js';

const events = ['uncaughtException', 'unhandledRejection'] as const;
const handlers = (): number[] => events.map((event) => process.listenerCount(event));
const before = handlers();
const cv = openCv();
const after = handlers();

/** End of OpenCV's memory in use: it never comes down, so a leak pushes it up. */
const memoryEnd = (): number => cv.HEAP32[cv._emscripten_get_sbrk_ptr() >> 2]!;

const spec = {
  width: 32,
  height: 32,
  resize: 'stretch',
  crop: 'none',
  interpolation: 'linear',
  channels: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;

const frames: readonly RawImage[] = [
  plain(320, 240, [1, 2, 3]),
  plain(160, 120, [1, 2, 3]),
  { ...plain(160, 120, [1, 2, 3]), encoding: 'bayer_rggb8', step: 480 },
  { ...plain(160, 120, [1, 2, 3]), encoding: 'mono16', step: 480, bigEndian: true },
  { ...plain(160, 120, [1, 2, 3]), encoding: 'nv12', height: 80, step: 480 },
  plain(32, 32, [1, 2, 3]),
];

test('a thousand frames of changing geometry, among them bad ones, leave nothing in memory', () => {
  const preparer = new FramePreparer(spec);
  const out = new Float32Array(preparer.length);
  const bad = { ...plain(160, 120, [1, 2, 3]), step: 1 };
  const round = (): void => {
    for (const frame of frames) preparer.prepare(frame, out);
    assert.throws(() => preparer.prepare(bad, out));
  };
  for (let i = 0; i < 10; i += 1) round();
  const end = memoryEnd();
  for (let i = 0; i < 170; i += 1) round();
  assert.equal(memoryEnd(), end);
  preparer.dispose();
});

test('preparers that are disposed of give everything back', () => {
  const small = [plain(8, 8, [1, 2, 3]), { ...plain(8, 8, [1, 2, 3]), encoding: 'bayer_rggb8' }];
  const tiny = { ...spec, width: 4, height: 4 };
  const out = new Float32Array(3 * 4 * 4);
  const use = (): void => {
    const preparer = new FramePreparer(tiny);
    for (const frame of small) preparer.prepare(frame, out);
    preparer.dispose();
  };
  for (let i = 0; i < 5; i += 1) use();
  const end = memoryEnd();
  for (let i = 0; i < 10_000; i += 1) use();
  assert.equal(memoryEnd(), end);
});

test('OpenCV leaves no handlers of its own on the process', () => {
  assert.deepEqual(after, before);
});
