import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VljepaError } from '../../../src/errors.js';
import { WatchBoard } from '../../../src/watches/watchBoard.js';
import type { WorldState } from '../../../src/worldState.js';
import { FakeEngine, STILL, direction } from '../../fakeEngine.js';
import { SETTINGS, moment, stamp } from './watchCase.js';

const PERSON = 'is a person in view?';
const DOOR = 'is the door open?';
const door = { ...SETTINGS, name: 'door', when: 'the door is open' };

/** A board of one camera on an engine that may fail, and what came of it. */
function setUp(cameras: readonly string[] = ['front']) {
  const engine = new FakeEngine();
  Object.assign(engine.pack, { answers: { yes: 'yes', no: 'no', scale: 20, yesOffset: 0 } });
  const broken: { reason?: VljepaError } = {};
  engine.encodeText = (texts) =>
    broken.reason
      ? Promise.reject(broken.reason)
      : Promise.resolve(texts.map((text) => direction(text === 'yes' ? 0 : 90)));
  const asked: (readonly string[])[] = [];
  const changes: string[] = [];
  const troubles: string[] = [];
  const board = new WatchBoard(engine, cameras, () => 0.25, {
    changed: ({ name }, { state }, before) => changes.push(`${name} ${before.state} ${state}`),
    asks: (queries) => asked.push(queries),
    trouble: ({ name }, reason) => troubles.push(`${name}: ${reason}`),
  });
  return { board, broken, asked, changes, troubles };
}

/** A window whose answer to each query is yes where its angle is below 45°. */
function state(seconds: number, angles: Record<string, number>, query = 'q'): WorldState {
  return {
    camera: 'front',
    stampNs: stamp(seconds),
    run: 0,
    frameId: 'front_optical',
    windowStartNs: stamp(seconds - 1),
    query,
    sequence: 0,
    embedding: direction(0),
    frameFeatures: new Float32Array(),
    motion: STILL,
    labelStates: [],
    answers: new Map(Object.entries(angles).map(([asked, angle]) => [asked, direction(angle)])),
    condition: 'ok',
    labels: [],
    otherProbability: NaN,
    receivedMs: 0,
  };
}

test('windows are asked for every watch, each query once, and judged by the answers', async () => {
  const { board, asked, changes } = setUp();
  const again = { ...SETTINGS, name: 'again', rise: 0.9 };
  await board.want([SETTINGS, door, again], moment(0));
  assert.deepEqual(asked.at(-1), [PERSON, DOOR]);
  board.observe(state(1, { [PERSON]: 0, [DOOR]: 90 }), moment(1));
  assert.deepEqual(
    board.watches.map(({ settings, status }) => [settings.name, status.state]),
    [
      ['person', 'ON'],
      ['door', 'OFF'],
      ['again', 'ON'],
    ],
  );
  assert.deepEqual(changes.slice(3), ['person UNKNOWN ON', 'door UNKNOWN OFF', 'again UNKNOWN ON']);
});

test('the states of one window count once', async () => {
  const { board } = setUp();
  await board.want([{ ...SETTINGS, persistenceSeconds: 0.5 }], moment(0));
  const first = state(1, { [PERSON]: 0 });
  board.observe(first, moment(1));
  board.observe({ ...first, query: 'another', stampNs: stamp(9) }, moment(1));
  assert.equal(board.watches[0]!.status.state, 'UNKNOWN');
});

test('a watch that is changed starts anew, the others go on', async () => {
  const { board, asked, changes } = setUp();
  await board.want([SETTINGS, door], moment(0));
  board.observe(state(1, { [PERSON]: 0, [DOOR]: 0 }), moment(1));
  changes.length = 0;
  const changed = { ...SETTINGS, when: 'nobody is in view' };
  const encoded = board.want([changed, door], moment(2));
  assert.deepEqual(changes, ['person ON UNKNOWN']);
  assert.deepEqual(asked.at(-1), [DOOR], 'what it was asked by is not asked any more');
  // On its way when it was changed: it says nothing of the new condition.
  board.observe(state(2, { [PERSON]: 0, [DOOR]: 0 }), moment(2));
  await encoded;
  board.observe(state(2.25, { [PERSON]: 0, [DOOR]: 0 }), moment(2.25));
  assert.deepEqual(
    board.watches.map(({ status }) => status.state),
    ['UNKNOWN', 'ON'],
  );
  board.observe(state(2.5, { 'is nobody in view?': 90, [DOOR]: 0 }), moment(2.5));
  assert.equal(board.watches[0]!.status.state, 'OFF');
});

test('a watch that is cancelled is gone, and so is its query', async () => {
  const { board, asked } = setUp();
  await board.want([SETTINGS, door], moment(0));
  await board.want([door], moment(1));
  assert.deepEqual(
    board.watches.map(({ settings }) => settings.name),
    ['door'],
  );
  assert.deepEqual(asked.at(-1), [DOOR]);
  await board.want([], moment(2));
  assert.deepEqual(asked.at(-1), []);
});

test('changed twice before the first is encoded: the newer one is in force', async () => {
  const { board, asked } = setUp();
  const first = board.want([SETTINGS], moment(0));
  const second = board.want([{ ...SETTINGS, when: 'the door is open' }], moment(0));
  await Promise.all([first, second]);
  assert.deepEqual(asked.at(-1), [DOOR]);
});

test('silent cameras are found out by the time', async () => {
  const { board, changes } = setUp();
  await board.want([SETTINGS], moment(0));
  board.observe(state(1, { [PERSON]: 90 }), moment(1));
  board.check(moment(1.6));
  assert.equal(changes.at(-1), 'person UNKNOWN OFF');
  board.check(moment(1.8));
  assert.equal(changes.at(-1), 'person OFF UNKNOWN');
  board.observe(state(2, { [PERSON]: 90 }), moment(2));
  board.forget('the node is not active', moment(2));
  assert.equal(board.watches[0]!.status.reason, 'the node is not active');
});

test('a condition that cannot be encoded is UNKNOWN with the reason, and tried again', async () => {
  const { board, broken, asked, troubles } = setUp();
  broken.reason = new VljepaError('REQUEST_FAILED', 'no memory');
  await board.want([SETTINGS], moment(0));
  const { state: before, reason } = board.watches[0]!.status;
  assert.deepEqual([before, reason], ['UNKNOWN', '[REQUEST_FAILED] no memory']);
  assert.deepEqual(troubles, ['person: [REQUEST_FAILED] no memory']);
  delete broken.reason;
  board.check(moment(4.9));
  await settle();
  assert.deepEqual(asked.at(-1), []);
  board.check(moment(5));
  await settle();
  assert.deepEqual(asked.at(-1), [PERSON]);
  board.observe(state(6, { [PERSON]: 0 }), moment(6));
  assert.equal(board.watches[0]!.status.state, 'ON');
});

test('one that the pack has no form for is not tried again', async () => {
  const { board, troubles } = setUp();
  await board.want([{ ...SETTINGS, when: 'a'.repeat(2000) }], moment(0));
  board.check(moment(100));
  await settle();
  assert.equal(troubles.length, 1);
  assert.match(troubles[0]!, /^person: \[WATCH_REFUSED\] expected texts of at most/);
});

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
