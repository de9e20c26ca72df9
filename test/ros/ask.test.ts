import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { toTime, type Time } from '../../src/messages/stamp.js';
import { tinyPack } from '../fixtures/fixtures.js';
import type { HeaderMessage, WorldState } from './messages.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, ns, seconds, type TestCamera } from './world.js';

interface AskResponse {
  readonly success: boolean;
  readonly message: string;
  readonly header: HeaderMessage;
  readonly camera: string;
  readonly pack: string;
  readonly answer: string;
  readonly probability: number | 'nan';
  readonly sure: boolean;
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[];
}

interface AskRequest {
  readonly question?: string;
  readonly camera?: string;
  readonly stamp?: Time;
  readonly answers?: readonly string[];
}

/** By the pack's answers a red picture says `table` to every question, and a green one the other. */
const ANSWERS = ['x x x x', 'table'];

let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let nextNs: bigint;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  camera = await world.camera('/front/image_raw');
});
afterEach(() => world?.close());

async function start(
  pack: 'tiny_labels' | 'tiny_frame',
  more: readonly string[] = [],
): Promise<void> {
  const node = world.start([
    ...['-p', `pack:=${tinyPack(pack)}`],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...more,
  ]);
  await node.active();
  nextNs = await camera.connect(states, red, seconds(1000));
}

async function show(picture: typeof red): Promise<WorldState> {
  nextNs += seconds(0.25);
  return camera.show(states, picture, nextNs);
}

const ask = (request: AskRequest): Promise<AskResponse> =>
  world.client.call('/vljepa/ask', 'vljepa/srv/Ask', { question: 'is it red?', ...request });

test('an answer is chosen by what the newest window shows, and says of which it is', async () => {
  await start('tiny_labels');
  for (let frame = 0; frame < 3; frame++) await show(red);
  const newest = await show(red);
  const yes = await ask({ answers: ANSWERS });
  assert.equal(yes.success, true, yes.message);
  assert.equal(yes.answer, 'table');
  assert.ok(Number(yes.probability) > 0.9 && yes.sure);
  assert.deepEqual(
    yes.alternatives.map(({ text }) => text),
    ['x x x x'],
  );
  const [other] = yes.alternatives;
  assert.ok(Math.abs(Number(yes.probability) + other!.probability - 1) < 1e-5);
  assert.deepEqual(yes.header, newest.header);
  assert.deepEqual([yes.camera, yes.pack], ['front', newest.pack]);
});

test('a past window is asked by its stamp, as long as it is in memory', async () => {
  await start('tiny_labels');
  let before = await show(red);
  for (let frame = 0; frame < 3; frame++) before = await show(red);
  for (let frame = 0; frame < 4; frame++) await show(green);
  assert.equal((await ask({ answers: ANSWERS })).answer, 'x x x x');
  const past = await ask({ answers: ANSWERS, stamp: before.header.stamp });
  assert.equal(past.answer, 'table');
  assert.deepEqual(past.header, before.header);
  const between = await ask({
    answers: ANSWERS,
    stamp: toTime(ns(before.header.stamp) + 1_000_000n),
  });
  assert.deepEqual(between.header, before.header);
  const gone = await ask({ answers: ANSWERS, stamp: toTime(seconds(1)) });
  assert.equal(gone.success, false);
  assert.match(
    gone.message,
    /saw at 1\.000000000 is no longer in memory: expected a stamp from 1000/,
  );
});

test('answers that are as likely cannot be told apart', async () => {
  await start('tiny_labels');
  await show(red);
  const { sure, success, probability } = await ask({ answers: ['a cup', 'a cup'] });
  assert.deepEqual([success, sure, probability], [true, false, 0.5]);
});

test('without answers the pack says it in its own words', async () => {
  await start('tiny_labels');
  for (let frame = 0; frame < 4; frame++) await show(red);
  const { success, answer, probability } = await ask({});
  assert.deepEqual([success, answer, probability], [true, 'first', 'nan']);
});

test('what cannot be asked is refused with the reason', async () => {
  await start('tiny_labels');
  for (const [request, pattern] of [
    [{ question: ' ' }, /expected a question, got an empty one/],
    [{ camera: 'rear' }, /expected a camera among front, got "rear"/],
    [{ question: 'a'.repeat(1001) }, /at most 1000 characters, got 1001/],
    [{ answers: Array<string>(65).fill('a') }, /at most 64 answers, got 65/],
  ] as const) {
    const { success, message, answer } = await ask(request);
    assert.deepEqual([success, answer], [false, '']);
    assert.match(message, pattern);
  }
});

test('a pack that reads no queries says so', async () => {
  await start('tiny_frame');
  const { success, message } = await ask({});
  assert.equal(success, false);
  assert.match(message, /the pack tiny_frame\/1\.0\.0 reads no queries/);
});
