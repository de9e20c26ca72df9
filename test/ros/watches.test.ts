import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { tinyPack } from '../fixtures/fixtures.js';
import { Lifecycle } from './lifecycleService.js';
import { WATCH, type WatchMessage, type WorldState } from './messages.js';
import { ParameterService } from './parameterService.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { black, green, red, type Picture } from './pictures.js';
import type { Heard } from './rosClient.js';
import { until } from './until.js';
import { World, ns, seconds, type TestCamera } from './world.js';

/** By the pack's answers a red picture says yes to every question, and a green one no. */
const PACK = tinyPack('tiny_labels');
/** Longer than any test waits between two pictures. */
const NEVER_STALE = ['-p', 'watches.person.stale_after:=3600.0'];
const LATCHED = { durability: 'transient_local', depth: 100 } as const;

let world: World;
let camera: TestCamera;
let states: Heard<WorldState>;
let parameters: ParameterService;
let nextNs: bigint;

beforeEach(async () => {
  world = await World.open();
  states = await world.states();
  camera = await world.camera('/front/image_raw');
  parameters = new ParameterService(world.client);
});
afterEach(() => world?.close());

/** A node with a watch `person`, whose camera shows something red. */
async function start(more: readonly string[] = NEVER_STALE): Promise<PerceptionProcess> {
  const node = world.start([
    ...['-p', `pack:=${PACK}`],
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
    ...['-p', 'watches.person.when:=a person is in view'],
    ...['-p', 'watches.person.hold_on:=0.0', '-p', 'watches.person.persistence:=0.0'],
    ...more,
  ]);
  await node.active();
  nextNs = await camera.connect(states, red, seconds(1000));
  return node;
}

function hear(name: string, late = false): Promise<Heard<WatchMessage>> {
  const quality = late ? LATCHED : { depth: 100 };
  return world.client.subscribe(`/vljepa/watch/${name}`, 'vljepa/msg/Watch', quality);
}

function hearActive(name: string, late = false): Promise<Heard<{ readonly data: boolean }>> {
  const quality = late ? LATCHED : { depth: 100 };
  return world.client.subscribe(`/vljepa/watch/${name}/active`, 'std_msgs/msg/Bool', quality);
}

/** Shows a picture again and again until a watch is in that state; gives the message that says so. */
async function show<T>(
  picture: Picture,
  heard: Heard<T>,
  what: (message: T) => boolean,
): Promise<T> {
  const after = heard.messages.length;
  return until(
    () => `a message on ${heard.topic}, last ${JSON.stringify(heard.messages.at(-1))}`,
    async () => {
      await camera.show(states, picture, nextNs);
      nextNs += seconds(0.25);
      return heard.messages.slice(after).find(what);
    },
  );
}

const is =
  (state: keyof typeof WATCH) =>
  (message: WatchMessage): boolean =>
    message.state === WATCH[state];

test('a watch is ON and OFF as its camera shows it, with what is said of it', async () => {
  await start();
  const person = await hear('person');
  const on = await show(red, person, is('ON'));
  assert.equal(on.name, 'person');
  assert.equal(on.camera, 'front');
  assert.equal(on.header.frame_id, 'camera_optical_frame');
  assert.ok(Number(on.probability) > 0.9, `${on.probability}`);
  assert.equal(on.reason, '');
  assert.ok(ns(on.since) >= seconds(1000) && ns(on.since) <= ns(on.window_stamp));
  const off = await show(green, person, is('OFF'));
  assert.ok(Number(off.probability) < 0.1, `${off.probability}`);
  assert.ok(ns(off.since) > ns(on.since) && ns(off.since) <= ns(off.window_stamp));
});

test('a late joiner gets the state of now, and it is said again without a change', async () => {
  await start();
  const person = await hear('person');
  await show(red, person, is('ON'));
  const late = await hear('person', true);
  assert.equal((await late.first('the state of now')).state, WATCH.ON);
  const heard = person.messages.length;
  await person.first('a heartbeat', is('ON'), heard);
  const active = await (await hearActive('person', true)).first('the state of now');
  assert.equal(active.data, true);
});

test('a camera that goes black makes it UNKNOWN, never OFF, and so does one that dies', async () => {
  await start(['-p', 'watches.person.stale_after:=4.0']);
  const person = await hear('person');
  await show(red, person, is('ON'));
  const before = person.messages.findIndex(is('ON'));
  const dark = await show(black, person, ({ reason }) => reason === 'camera front is black');
  assert.equal(dark.state, WATCH.UNKNOWN);
  assert.equal(dark.probability, 'nan');
  assert.ok(!person.messages.slice(before).some(is('OFF')));
  await show(red, person, is('ON'));
  const heard = person.messages.length;
  const dead = await person.first('a stale watch', is('UNKNOWN'), heard);
  assert.match(dead.reason, /camera front gives no windows any more/);
  assert.ok(!person.messages.slice(heard).some(is('OFF')));
});

for (const [rule, expected] of [
  ['on', true],
  ['off', false],
] as const)
  test(`unknown_is: ${rule} is what the mirror says of a watch that is UNKNOWN`, async () => {
    await start([...NEVER_STALE, '-p', `watches.person.unknown_is:="${rule}"`]);
    const active = await hearActive('person');
    await show(expected ? green : red, active, ({ data }) => data !== expected);
    await show(black, active, ({ data }) => data === expected);
    const late = await hearActive('person', true);
    assert.equal((await late.first('the state of now')).data, expected);
  });

test('unknown_is: silent: the mirror says nothing, to late joiners neither', async () => {
  await start();
  const person = await hear('person');
  const active = await hearActive('person');
  await show(red, active, ({ data }) => data);
  await show(black, person, is('UNKNOWN'));
  const late = await hearActive('person', true);
  const heard = active.messages.length;
  await show(green, active, () => true);
  assert.ok(active.messages.slice(heard).every(({ data }) => !data));
  assert.equal((await late.first('the state of now')).data, false);
});

interface SetWatchResponse {
  readonly success: boolean;
  readonly message: string;
}

const setWatch = (request: object): Promise<SetWatchResponse> =>
  world.client.call('/vljepa/set_watch', 'vljepa/srv/SetWatch', request);

test('~/set_watch adds, changes and cancels a watch, and its parameters follow', async () => {
  await start();
  const added = await setWatch({
    name: 'door',
    when: 'the door is open',
    stale_after: 3600,
    rise: 0.6,
  });
  assert.equal(added.success, true, added.message);
  assert.match(added.message, /asked "is the door open\?", table or x x x x/);
  assert.equal(await parameters.get('watches.door.when'), 'the door is open');
  assert.equal(await parameters.get('watches.door.rise'), 0.6);
  assert.equal(await parameters.get('watches.door.fall'), 0.3);
  const door = await hear('door');
  await show(red, door, is('ON'));
  const heard = door.messages.length;
  const changed = await setWatch({ name: 'door', when: 'the door is shut', hold_on: 0.5 });
  assert.equal(changed.success, true, changed.message);
  await door.first('the watch, begun anew', is('UNKNOWN'), heard);
  assert.equal(await parameters.get('watches.door.rise'), 0.6, 'what is not given stays');
  await show(green, door, is('OFF'));
  const cancelled = await setWatch({ name: 'door' });
  assert.deepEqual(cancelled, { success: true, message: 'watch door is cancelled' });
  assert.equal(await parameters.get('watches.door.when'), '');
  await until('the topics of the watch to go', async () => {
    const { publishers } = await world.client.endpoints('/vljepa/watch/door');
    return publishers.length === 0;
  });
});

test('~/set_watch refuses what cannot be, and changes nothing', async () => {
  await start();
  for (const [request, pattern] of [
    [{ name: '2nd', when: 'a' }, /expected a name of up to 64 letters, digits and _/],
    [{ name: 'a.b', when: 'a' }, /expected a name/],
    [{ name: '', when: 'a' }, /expected a name/],
    [{ name: 'door', when: 'a', cameras: ['rear'] }, /no camera "rear".*front/],
    [{ name: 'door', when: 'a', rise: 1.5 }, /watches\.door\.rise: expected 0 to 1, got 1\.5/],
    [{ name: 'door', when: 'a', unknown_is: 'maybe' }, /expected one of on, off, silent/],
    [{ name: 'door', when: 'a'.repeat(5000) }, /at most 1000 characters, got 5000/],
    [{ name: 'door', when: 'a', query: 'which?' }, /expected in unless/],
    [{ name: 'door' }, /there is no watch door to cancel: there are person/],
  ] as const) {
    const { success, message } = await setWatch(request);
    assert.equal(success, false, JSON.stringify(request));
    assert.match(message, pattern);
  }
  const { topics } = await world.client.names();
  assert.equal(Object.keys(topics).includes('/vljepa/watch/door'), false);
});

test('a parameter adds a watch while the node runs, changes it and cancels it', async () => {
  await start();
  const together = await parameters.setTogether({
    'watches.cup.stale_after': { double: 3600 },
    'watches.cup.when': { string: 'there is a cup' },
  });
  assert.deepEqual(together, { successful: true, reason: '' });
  const cup = await hear('cup');
  await show(red, cup, is('ON'));
  const heard = cup.messages.length;
  const one = await parameters.set('watches.cup.when', { string: 'there is no cup' });
  assert.deepEqual(one, { successful: true, reason: '' });
  await cup.first('the watch anew', is('UNKNOWN'), heard);
  await show(green, cup, is('OFF'));
  await parameters.set('watches.cup.when', { string: '' });
  await until('the topics of the watch to go', async () => {
    const { publishers } = await world.client.endpoints('/vljepa/watch/cup');
    return publishers.length === 0;
  });
  const wrong = await parameters.set('watches.cup.rize', { double: 1 });
  assert.match(wrong.reason, /no such parameter, nearest: watches\.cup\.rise/);
});

test('while the node is not active its watches are UNKNOWN, and begin anew with it', async () => {
  await start();
  const person = await hear('person');
  await show(red, person, is('ON'));
  const lifecycle = new Lifecycle(world.client);
  await lifecycle.change('deactivate');
  const idle = await person.first('the idle watch', is('UNKNOWN'), person.messages.length - 1);
  assert.equal(idle.reason, 'the node is not active');
  const late = await hear('person', true);
  assert.equal((await late.first('the state of now')).state, WATCH.UNKNOWN);
  await lifecycle.change('activate');
  nextNs = await camera.connect(states, green, nextNs + seconds(60));
  await show(green, person, is('OFF'));
});

test('a recorder is called when a watch rises, and its absence is said', async () => {
  const node = await start([
    ...NEVER_STALE,
    ...['-p', 'watches.person.on_rise.snapshot:=/rosbag2_recorder/snapshot'],
    ...[
      '-p',
      'watches.person.on_rise.delay:=0.0',
      '-p',
      'watches.person.on_rise.at_most_every:=0.0',
    ],
  ]);
  const person = await hear('person');
  await show(red, person, is('ON'));
  await node.logged(/watch person: no snapshot: there is no service \/rosbag2_recorder\/snapshot/);
  const calls = await world.client.serve('/rosbag2_recorder/snapshot');
  await until('a call of the recorder', async () => {
    await show(green, person, is('OFF'));
    await show(red, person, is('ON'));
    return calls.messages.length > 0;
  });
  await node.logged(/watch person: \/rosbag2_recorder\/snapshot keeps what happened/);
});

interface EncodeTextResponse {
  readonly success: boolean;
  readonly message: string;
  readonly pack: string;
  readonly dimension: number;
  readonly embeddings: readonly number[];
}

const encodeText = (texts: readonly string[]): Promise<EncodeTextResponse> =>
  world.client.call('/vljepa/encode_text', 'vljepa/srv/EncodeText', { texts });

test('~/encode_text gives an embedding for each text, and refuses what is too much', async () => {
  await start();
  const { success, message, pack, dimension, embeddings } = await encodeText([
    'red',
    'a cup',
    'red',
    '',
    '门',
  ]);
  assert.deepEqual([success, message, dimension], [true, '', 10]);
  assert.match(pack, /^tiny_labels\//);
  const rows = Array.from({ length: 5 }, (_, i) => embeddings.slice(10 * i, 10 * (i + 1)));
  for (const row of rows) assert.ok(Math.abs(Math.hypot(...row) - 1) < 1e-5);
  assert.deepEqual(rows[0], rows[2]);
  assert.notDeepEqual(rows[0], rows[1]);
  for (const [texts, pattern] of [
    [[], /expected 1 to 256 texts, got 0/],
    [Array<string>(257).fill('a'), /expected 1 to 256 texts, got 257/],
    [['a'.repeat(2001)], /at most 2000 characters, got 2001/],
  ] as const) {
    const refused = await encodeText(texts);
    assert.equal(refused.success, false);
    assert.match(refused.message, pattern);
    assert.deepEqual(refused.embeddings, []);
  }
});
