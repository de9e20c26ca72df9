import assert from 'node:assert/strict';
import { test } from 'node:test';
import { from } from 'rxjs';
import { SlidingWindow, clipWindow } from '../../../src/operators/clipWindow.js';
import { collect, frameAt, framesAt, marbles } from '../../marbles.js';

test('one clip a frame: the last frames, oldest first, as ids and stamps', () => {
  const frames = framesAt([1, 2, 3, 4, 5]);
  const clips = collect(from(frames).pipe(clipWindow(new SlidingWindow(3))));
  assert.deepEqual(
    clips.map((clip) => clip.frames.map(({ id }) => id)),
    [[0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]],
  );
  assert.deepEqual(
    clips.at(-1)!.frames.map(({ stampNs }) => stampNs),
    [3_000_000_000n, 4_000_000_000n, 5_000_000_000n],
  );
});

test('a short clip is not padded here: its length says what the engine has to pad it to', () => {
  const [clip] = collect(from(framesAt([1])).pipe(clipWindow(new SlidingWindow(4))));
  assert.equal(clip!.length, 4);
  assert.equal(clip!.frames.length, 1);
});

test('only the newest frame keeps its pixels', () => {
  const frames = framesAt([1, 2, 3]);
  const clips = collect(from(frames).pipe(clipWindow(new SlidingWindow(3))));
  clips.forEach((clip, k) => assert.equal(clip.newest, frames[k]));
  for (const entry of clips.at(-1)!.frames)
    assert.deepEqual(Object.keys(entry).sort(), ['id', 'stampNs']);
});

test('a window of one frame', () => {
  const clips = collect(from(framesAt([1, 2])).pipe(clipWindow(new SlidingWindow(1))));
  assert.deepEqual(
    clips.map((clip) => clip.frames.map(({ id }) => id)),
    [[0], [1]],
  );
});

test('a later frame does not change a clip that was given before', () => {
  const window = new SlidingWindow(2);
  const first = window.push(frameAt(1, 0));
  window.push(frameAt(2, 1));
  assert.deepEqual(
    first.frames.map(({ id }) => id),
    [0],
  );
});

test('no window holds frames of two runs', () => {
  const frames = framesAt([1, 2, 100, 101]).map((frame, k) => ({ ...frame, run: k < 2 ? 0 : 1 }));
  const clips = collect(from(frames).pipe(clipWindow(new SlidingWindow(3))));
  assert.deepEqual(
    clips.map((clip) => clip.frames.map(({ id }) => id)),
    [[0], [0, 1], [2], [2, 3]],
  );
});

test('clips come when frames come', () => {
  marbles(({ hot, expectObservable }) => {
    const [a, b] = framesAt([1, 2]);
    const out = hot('a--b-|', { a: a!, b: b! }).pipe(clipWindow(new SlidingWindow(2)));
    const entry = ({ id, stampNs }: { id: number; stampNs: bigint }) => ({ id, stampNs });
    expectObservable(out).toBe('a--b-|', {
      a: { camera: 'front', frames: [entry(a!)], newest: a, length: 2 },
      b: { camera: 'front', frames: [entry(a!), entry(b!)], newest: b, length: 2 },
    });
  });
});
