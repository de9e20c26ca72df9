import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { CONDITION, REASON, type DecodedText, type WorldState } from './messages.js';
import { black, green, red, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { tiny } from './testPack.js';
import { World, ns, seconds, type TestCamera } from './world.js';

const THRESHOLD = 0.3;
let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let texts: Heard<DecodedText>;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  texts = await world.texts();
  camera = await world.camera('/front/image_raw');
  const node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'cameras.front.depth:=100'],
    ...['-p', `selective_decoding.threshold:=${THRESHOLD}`],
    // Long enough for more windows of the new scene alone than of both.
    ...['-p', 'selective_decoding.persistence:=1.0'],
    ...['-p', 'selective_decoding.smoothing:=0.5'],
  ]);
  await node.active();
  await camera.connect(states, red, seconds(1000));
});
afterEach(() => world?.close());

test('the first state after a start: fields, and a text of reason FIRST', async () => {
  const first = states.messages[0]!;
  assert.equal(first.camera, 'front');
  assert.equal(first.pack, tiny.id);
  assert.equal(first.query, tiny.query);
  assert.equal(first.sequence, 0);
  assert.equal(first.first, true);
  assert.equal(first.run, 0);
  assert.equal(first.segment, 0);
  assert.deepEqual(first.segment_start, first.header.stamp);
  assert.equal(first.change, 0);
  assert.equal(first.threshold, Math.fround(THRESHOLD));
  assert.equal(first.changed, false);
  assert.deepEqual(first.labels, []);
  assert.equal(first.embedding.length, tiny.dimension);
  const text = await texts.first('the first text');
  assert.equal(text.reason, REASON.FIRST);
  assert.deepEqual(text.header, first.header);
  assert.deepEqual(text.segment_start, first.header.stamp);
  assert.equal(text.segment, 0);
  assert.equal(text.camera, 'front');
  assert.equal(text.pack, tiny.id);
  assert.equal(text.text, 'first', 'the red of the first frame');
  assert.ok(text.similarity > 0.2 && text.similarity <= 1, `similarity ${text.similarity}`);
});

test('header of the newest frame, start of the window, unit norm, rising sequence', async () => {
  const startNs = seconds(2000);
  const shown: WorldState[] = [];
  for (let i = 0; i < tiny.window + 2; i++) {
    shown.push(await camera.show(states, red, startNs + BigInt(i) * seconds(0.25)));
  }
  shown.forEach((state, i) => {
    assert.equal(state.header.frame_id, 'camera_optical_frame');
    // Until the pack's window is full it starts at the first frame.
    const oldest = Math.max(0, i + 1 - tiny.window);
    assert.equal(ns(state.window_start), startNs + BigInt(oldest) * seconds(0.25));
    const norm = Math.hypot(...state.embedding);
    assert.ok(Math.abs(norm - 1) < 1e-4, `norm ${norm}`);
    assert.ok(state.latency > 0 && state.latency < 90, `latency ${state.latency}`);
    assert.equal(state.sequence, shown[0]!.sequence + i);
  });
});

test('a black camera: the states are marked, and nothing is said until it shows something else', async () => {
  const startNs = seconds(2500);
  const show = (picture: Picture, frame: number) =>
    camera.show(states, picture, startNs + BigInt(frame) * seconds(0.25));
  await texts.first('the first text');
  assert.equal((await show(red, 0)).condition, CONDITION.OK);
  for (let frame = 1; frame < 9; frame++) {
    const state = await show(black, frame);
    assert.equal(state.condition, CONDITION.BLACK);
    assert.equal(state.change, 0);
    assert.equal(state.changed || state.noticed || state.worded, false);
  }
  // The window holds black frames for as long as it is.
  for (let frame = 9; frame < 9 + tiny.window - 1; frame++)
    assert.equal((await show(red, frame)).condition, CONDITION.BLACK);
  for (let frame = 0; frame < 12; frame++) {
    const state = await show(red, 9 + tiny.window - 1 + frame);
    assert.equal(state.condition, CONDITION.OK);
    assert.equal(state.changed, false);
  }
  assert.equal(texts.messages.length, 1);
});

test('the same picture, after a jump of its stamps too: nothing changes, nothing is said', async () => {
  const startNs = seconds(3000);
  for (let i = 0; i < 8; i++) {
    const state = await camera.show(states, red, startNs + BigInt(i) * seconds(0.25));
    assert.ok(state.change < 0.01, `change ${state.change}`);
    assert.equal(state.changed, false);
    assert.equal(state.first, false);
    assert.equal(state.run, states.messages[0]!.run + 1, 'the stamps have jumped once');
    assert.deepEqual(state.segment_start, states.messages[0]!.segment_start);
  }
  await texts.first('the first text');
  assert.equal(texts.messages.length, 1, 'the first text of all');
});

test('another scene: one confirmed change, a new segment, one text about it', async () => {
  await texts.first('the first text');
  const startNs = seconds(4000);
  const heard = states.messages.length;
  const spoken = texts.messages.length;
  for (let i = 0; i < 24; i++) {
    const picture = i < 12 ? red : green;
    await camera.show(states, picture, startNs + BigInt(i) * seconds(0.25));
  }
  const run = states.messages.slice(heard).filter(({ header }) => ns(header.stamp) >= startNs);
  const changes = run.filter(({ changed }) => changed);
  assert.equal(changes.length, 1);
  const [change] = changes as [WorldState];
  const changeNs = ns(change.header.stamp);
  const cutNs = startNs + seconds(3);
  assert.ok(changeNs > cutNs && changeNs < cutNs + seconds(2.5), `${changeNs} after ${cutNs}`);
  assert.ok(change.change > change.threshold, 'a change is one by the published figures');
  for (const state of run) {
    const later = ns(state.header.stamp) >= changeNs;
    assert.equal(state.segment, run[0]!.segment + (later ? 1 : 0));
  }
  const text = await texts.first('the text of the change', ({ reason }) => reason === 1, spoken);
  const worded = run.find((state) => state.worded)!;
  assert.deepEqual(text.header, worded.header);
  assert.ok(ns(worded.header.stamp) >= changeNs, 'it is put into words once it is confirmed');
  assert.equal(text.segment, change.segment);
  for (const state of run)
    if (state.segment === change.segment) assert.deepEqual(state.segment_start, text.segment_start);
    else assert.ok(ns(state.segment_start) < startNs, 'the segment before began before');
  assert.equal(run.filter(({ first }) => first).length, 0);
  const startOfSegmentNs = ns(text.segment_start);
  // In the middle of a window that holds the cut.
  assert.ok(startOfSegmentNs >= cutNs - seconds(1) && startOfSegmentNs < changeNs);
  assert.equal(text.text, 'second', 'the green of the first frame');
  assert.deepEqual(
    texts.messages.slice(spoken).map(({ reason }) => reason),
    [REASON.CHANGE],
  );
});
