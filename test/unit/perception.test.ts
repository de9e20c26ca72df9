import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Observable, Subject, defer, of, type Subscription } from 'rxjs';
import type { Clip, LabelCalibration } from '../../src/engine/engine.js';
import { VljepaError } from '../../src/errors.js';
import type { Frame } from '../../src/frame.js';
import { freeImage } from '../../src/image/freeImage.js';
import { NO_LABELS, labelSpace } from '../../src/operators/classify.js';
import { perceive, type Perception } from '../../src/perception.js';
import type { LiveSettings } from '../../src/settings.js';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import { FakeEngine, degrees, direction, type Contents } from '../fakeEngine.js';
import { frameAt } from '../marbles.js';

const defaults: LiveSettings = {
  queries: ['what'],
  labelSpace: NO_LABELS,
  selective: {
    threshold: 0.3,
    smoothingSeconds: 0,
    persistenceSeconds: 0.5,
    refractorySeconds: 1,
    hysteresis: 0.8,
    texts: 'new_facts',
    falseAlarmsPerHour: 0,
    pauseOnFault: true,
  },
  text: { minProbability: 0.7, below: 'say' as const },
  rateHz: { front: 4, rear: 4 },
};

/** Everything that promises have under way gets done. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A camera whose frames show an angle, and what came of them. */
class Rig {
  readonly frames = new Subject<Frame>();
  readonly telemetry: CameraTelemetry;
  readonly perceptions: Perception[] = [];
  readonly failures: unknown[] = [];
  readonly notices: string[] = [];
  readonly subscription: Subscription;
  live = defaults;
  ended = 'not yet';
  #nextId = 0;

  constructor(
    readonly engine: FakeEngine,
    readonly camera = 'front',
  ) {
    this.telemetry = new CameraTelemetry(
      camera,
      (error) => this.failures.push(error),
      (_, notice) => this.notices.push(notice),
    );
    this.subscription = perceive(
      { name: camera, windowFrames: 4, frames: this.frames },
      engine,
      () => this.live,
      this.telemetry,
    ).subscribe({
      next: (perception) => this.perceptions.push(perception),
      error: (error: unknown) => (this.ended = `with an error: ${String(error)}`),
      complete: () => (this.ended = 'complete'),
    });
  }

  /** Frames at stamps in seconds, each when the one before is done with. */
  async show(...stamps: number[]): Promise<void> {
    for (const seconds of stamps) {
      this.send(seconds);
      await settle();
    }
  }

  send(seconds: number): void {
    this.frames.next(frameAt(seconds, this.#nextId++, this.camera));
  }

  get states() {
    return this.perceptions.flatMap((perception) =>
      perception.kind === 'state' ? [perception.state] : [],
    );
  }

  get texts() {
    return this.perceptions.flatMap((perception) =>
      perception.kind === 'text' ? [perception.text] : [],
    );
  }

  get drops() {
    return Object.fromEntries(this.telemetry.drops);
  }
}

const seconds = ({ stampNs }: { readonly stampNs: bigint }) => Number(stampNs) / 1e9;
const secondsOf = (clip: Clip) => seconds(clip.newest);
/** What is before the camera: a quarter turn at 10 s. */
const turnsAtTen: Contents = { embed: (clip) => direction(secondsOf(clip) < 10 ? 0 : 90) };
/** 4 Hz. */
const from = (begin: number, count: number) =>
  Array.from({ length: count }, (_, k) => begin + k / 4);

test('the first window gives a state and its text, in this order', async () => {
  const rig = new Rig(new FakeEngine(turnsAtTen));
  await rig.show(1);
  assert.deepEqual(
    rig.perceptions.map(({ kind }) => kind),
    ['state', 'text'],
  );
  const [state] = rig.states;
  assert.equal(seconds(state!), 1);
  assert.equal(state!.first, true);
  assert.equal(state!.sequence, 0);
  assert.equal(state!.segment, 0);
  assert.equal(state!.frameId, 'front_optical');
  assert.equal(rig.texts[0]!.reason, 'FIRST');
  assert.equal(seconds(rig.texts[0]!), 1);
});

test('a change gives one text, after the state that confirms it, with its segment', async () => {
  const rig = new Rig(new FakeEngine(turnsAtTen));
  await rig.show(...from(8, 24));
  assert.deepEqual(
    rig.texts.map(({ reason, text, segment }) => [reason, text, segment]),
    [
      ['FIRST', '0°', 0],
      ['CHANGE', '90°', 1],
    ],
  );
  const changed = rig.states.filter((state) => state.changed);
  assert.equal(changed.length, 1);
  assert.equal(seconds(changed[0]!), 10.5);
  assert.equal(changed[0]!.segmentStartNs, 9_625_000_000n);
  const at = rig.perceptions.findIndex(
    (perception) =>
      perception.kind === 'state' && perception.state.worded && !perception.state.first,
  );
  assert.equal(rig.perceptions[at + 1]!.kind, 'text');
  assert.equal(seconds(rig.texts[1]!), 10.75);
  assert.deepEqual(
    rig.states.map(({ sequence }) => sequence),
    rig.states.map((_, k) => k),
  );
});

test('windows slide: the last four sampled frames, the newest with its pixels', async () => {
  const rig = new Rig(new FakeEngine());
  await rig.show(...Array.from({ length: 20 }, (_, k) => 1 + k / 10));
  const stamps = rig.engine.encoded.map((clip) => clip.frames.map(seconds));
  assert.deepEqual(stamps[0], [1]);
  assert.equal(stamps.at(-1)!.length, 4);
  // 4 Hz out of 10 Hz.
  assert.deepEqual(
    rig.states.map((state) => seconds(state)),
    [1, 1.2, 1.5, 1.7, 2, 2.2, 2.5, 2.7],
  );
  assert.equal(rig.states.at(-1)!.windowStartNs, BigInt(2e9));
});

test('a looping bag: the window begins anew; what changed is told, and numbers go on', async () => {
  const rig = new Rig(new FakeEngine(turnsAtTen));
  const bag = from(8, 16);
  await rig.show(...bag, ...bag);
  const rounds = [rig.states.slice(0, 16), rig.states.slice(16)] as const;
  assert.equal(rounds[1].length, 16);
  assert.deepEqual(
    rig.texts.map(({ reason, segment, text, stampNs }) => [
      reason,
      segment,
      text,
      Number(stampNs) / 1e9,
    ]),
    [
      ['FIRST', 0, '0°', 8],
      ['CHANGE', 1, '90°', 10.75],
      ['CHANGE', 2, '0°', 8.5],
      ['CHANGE', 3, '90°', 10.75],
    ],
  );
  assert.equal(rounds[1][0]!.first, false);
  assert.equal(rounds[1][0]!.sequence, 16);
  assert.equal(rig.texts[2]!.segmentStartNs, 8_000_000_000n);
  const again = rig.engine.encoded[16]!;
  assert.deepEqual(again.frames.map(seconds), [8]);
  assert.equal(rig.telemetry.clockJumps, 1);
  assert.deepEqual(rig.notices, [
    'the stamps jumped back by 3.750 s, from 11.750 s to 8.000 s; a new window begins',
  ]);
});

test('a picture at rest brings one text, whatever its stamps do', async () => {
  const rig = new Rig(new FakeEngine());
  const bag = from(8, 8);
  await rig.show(...bag, ...bag, 1000, 1012, 1024, 5000, ...bag, 0, 10, 0, 10.25, 2e9, 10.5);
  assert.equal(rig.texts.length, 1);
  assert.equal(rig.texts[0]!.reason, 'FIRST');
  assert.deepEqual(rig.drops, { stamp_zero: 2 });
  assert.equal(rig.telemetry.clockJumps, 8);
});

test('a window that is in flight at a clock jump is finished first, and holds nothing up', async () => {
  const gates: (() => void)[] = [];
  const rig = new Rig(
    new FakeEngine({ encode: () => new Promise<void>((resolve) => gates.push(resolve)) }),
  );
  await rig.show(100, 100.25, 5);
  assert.equal(gates.length, 1);
  gates[0]!();
  await settle();
  gates[1]!();
  await settle();
  assert.deepEqual(rig.states.map(seconds), [100, 5]);
  assert.deepEqual(rig.drops, { busy: 1 });
});

test('a camera without stamps goes by its times of receipt, told once', async () => {
  const rig = new Rig(new FakeEngine());
  for (const receipt of [50, 50.25, 50.5]) {
    rig.frames.next({ ...frameAt(0), id: receipt * 4, receiptNs: BigInt(receipt * 1e9) });
    await settle();
  }
  assert.deepEqual(rig.states.map(seconds), [50, 50.25, 50.5]);
  assert.equal(rig.notices.length, 1);
  assert.match(rig.notices[0]!, /no stamp/);
  assert.deepEqual(rig.drops, {});
});

test('stamps that repeat or go back a little are dropped and counted', async () => {
  const rig = new Rig(new FakeEngine());
  await rig.show(5, 5, 5.25, 5.1, 5.5);
  assert.deepEqual(rig.states.map(seconds), [5, 5.25, 5.5]);
  assert.deepEqual(rig.drops, { stamp_not_newer: 2 });
  assert.equal(rig.telemetry.frames, 5);
  assert.equal(rig.telemetry.windows, 3);
});

test('several queries share the tokens of one window; each has states, segments and texts of its own', async () => {
  const engine = new FakeEngine({
    embed: (clip, query) => direction(query === 'where' && secondsOf(clip) >= 10 ? 90 : 0),
  });
  const rig = new Rig(engine);
  rig.live = { ...defaults, queries: ['what', 'where'] };
  await rig.show(...from(9, 12));
  assert.equal(engine.encoded.length, 12);
  assert.equal(engine.predicted.length, 12);
  assert.equal(engine.held, 0);
  assert.deepEqual(
    rig.states.slice(0, 4).map(({ query, sequence }) => [query, sequence]),
    [
      ['what', 0],
      ['where', 0],
      ['what', 1],
      ['where', 1],
    ],
  );
  assert.deepEqual(
    rig.texts.map(({ query, reason, segment }) => [query, reason, segment]),
    [
      ['what', 'FIRST', 0],
      ['where', 'FIRST', 0],
      ['where', 'CHANGE', 1],
    ],
  );
});

const failures: [name: string, fail: () => void | Promise<void>, counted: string][] = [
  [
    'a frame that cannot be read',
    () => Promise.reject(new VljepaError('FRAME_CORRUPT', 'no JPEG')),
    'frame_corrupt',
  ],
  [
    'an engine that fails',
    () => Promise.reject(new VljepaError('REQUEST_FAILED', 'out of memory')),
    'request_failed',
  ],
  [
    'an error that nobody foresaw',
    () => {
      throw new TypeError('undefined is not a function');
    },
    'internal_error',
  ],
];
for (const [name, fail, counted] of failures) {
  test(`${name} costs its own window and nothing else`, async () => {
    const rig = new Rig(
      new FakeEngine({ encode: (clip) => (secondsOf(clip) === 5.25 ? fail() : undefined) }),
    );
    await rig.show(5, 5.25);
    assert.equal(rig.failures.length, 1);
    assert.equal(rig.telemetry.lastError, rig.failures[0]);
    await rig.show(5.5, 5.75);
    assert.equal(rig.ended, 'not yet');
    assert.deepEqual(rig.states.map(seconds), [5, 5.5, 5.75]);
    assert.deepEqual(
      rig.states.map(({ sequence }) => sequence),
      [0, 1, 2],
    );
    assert.deepEqual(rig.drops, { [counted]: 1 });
    assert.equal(rig.telemetry.windows, 3);
    assert.equal(rig.telemetry.lastError, undefined);
    // The engine leaves the frame out of later windows if it has no tokens of it.
    assert.deepEqual(rig.engine.encoded.at(-1)!.frames.map(seconds), [5, 5.25, 5.5, 5.75]);
  });
}

test('a Predictor that fails costs its own window and nothing else', async () => {
  const rig = new Rig(
    new FakeEngine({
      embed: (clip) => {
        if (secondsOf(clip) === 5.25) throw new VljepaError('REQUEST_FAILED', 'no memory');
        return direction(0);
      },
    }),
  );
  await rig.show(5, 5.25, 5.5);
  assert.deepEqual(rig.states.map(seconds), [5, 5.5]);
  assert.deepEqual(rig.drops, { request_failed: 1 });
});

test("one camera's errors never touch another's", async () => {
  const engine = new FakeEngine({
    encode: ({ camera }) => {
      if (camera === 'rear') throw new VljepaError('FRAME_ENCODING', 'bayer_magenta');
    },
  });
  const front = new Rig(engine, 'front');
  const rear = new Rig(engine, 'rear');
  for (const stamp of from(1, 8)) {
    rear.send(stamp);
    front.send(stamp);
    await settle();
  }
  assert.equal(front.states.length, 8);
  assert.deepEqual(front.drops, {});
  assert.equal(rear.states.length, 0);
  assert.deepEqual(rear.drops, { frame_encoding: 8 });
  assert.equal(rear.ended, 'not yet');
});

test('a text that fails is tried with the next window, and costs none', async () => {
  let calls = 0;
  const rig = new Rig(
    new FakeEngine({
      ...turnsAtTen,
      decode: () => {
        calls += 1;
        if (calls === 1) throw new VljepaError('REQUEST_FAILED', 'no words');
        return `words ${calls}`;
      },
    }),
  );
  await rig.show(...from(8, 16));
  assert.equal(rig.states.length, 16);
  assert.deepEqual(
    rig.texts.map((text) => [text.reason, seconds(text)]),
    [
      ['FIRST', 8.25],
      ['CHANGE', 10.75],
    ],
  );
  // No window was lost.
  assert.deepEqual(rig.drops, { text_failed: 1 });
  assert.equal(rig.telemetry.windows, 16);
  assert.equal(rig.failures.length, 1);
});

test('a slow engine: the newest frame wins, the rest are counted as busy', async () => {
  const gates: (() => void)[] = [];
  const rig = new Rig(
    new FakeEngine({ encode: () => new Promise<void>((resolve) => gates.push(resolve)) }),
  );
  await rig.show(1, 1.25, 1.5, 1.75, 2);
  assert.equal(gates.length, 1);
  assert.deepEqual(rig.drops, { busy: 3 });
  gates[0]!();
  await settle();
  gates[1]!();
  await settle();
  assert.deepEqual(rig.states.map(seconds), [1, 2]);
  // A frame that was dropped is in no window.
  assert.deepEqual(rig.engine.encoded[1]!.frames.map(seconds), [1, 2]);
  assert.equal(rig.telemetry.windows + rig.telemetry.drops.get('busy')!, rig.telemetry.frames);
});

test('a slow Y-Decoder holds no window up', async () => {
  let finish = () => {};
  const rig = new Rig(
    new FakeEngine({ decode: () => new Promise((resolve) => (finish = () => resolve('words'))) }),
  );
  await rig.show(...from(1, 8));
  assert.equal(rig.states.length, 8);
  assert.equal(rig.texts.length, 0);
  finish();
  await settle();
  assert.deepEqual(
    rig.texts.map((text) => [text.reason, seconds(text)]),
    [['FIRST', 1]],
  );
});

test('a slow Y-Decoder loses no change', async () => {
  const gates: (() => void)[] = [];
  const rig = new Rig(
    new FakeEngine({
      // Something else every five seconds.
      embed: (clip) => direction(90 * Math.floor(secondsOf(clip) / 5)),
      decode: () => new Promise((resolve) => gates.push(() => resolve(`words ${gates.length}`))),
    }),
  );
  await rig.show(...from(0, 80));
  assert.equal(gates.length, 1);
  for (const turn of [0, 1, 2, 3]) {
    gates[turn]!();
    await settle();
  }
  assert.deepEqual(
    rig.texts.map(({ segment }) => segment),
    [0, 1, 2, 3],
  );
  assert.deepEqual(rig.drops, {});
});

test('texts that a Y-Decoder cannot keep up with for long are counted, not queued', async () => {
  const rig = new Rig(
    new FakeEngine({
      embed: (clip) => direction(90 * Math.floor(secondsOf(clip) / 5)),
      decode: () => new Promise(() => {}),
    }),
  );
  await rig.show(...from(0, 160));
  // Of eight one is being decoded, and four wait.
  assert.deepEqual(rig.drops, { text_busy: 3 });
});

test('labels score every window, best first, and change with the next one', async () => {
  const rig = new Rig(new FakeEngine(turnsAtTen));
  await rig.show(9);
  rig.live = {
    ...defaults,
    labelSpace: labelSpace(['desk', 'door'], [direction(0), direction(90)], undefined),
  };
  await rig.show(9.25, 10);
  const names = rig.states.map(({ labels }) => labels.map(({ label }) => label));
  assert.deepEqual(names, [[], ['desk', 'door'], ['door', 'desk']]);
  assert.ok(Math.abs(rig.states[1]!.labels[0]!.score - 1) < 1e-6);
});

test("while labels are set, windows are asked the pack's queries for them, too", async () => {
  const engine = new FakeEngine(turnsAtTen);
  const calibration: LabelCalibration = {
    queries: [{ query: 'names', typicalState: direction(45), scale: 4, offset: 0 }],
    other: 0,
  };
  const rig = new Rig(engine);
  await rig.show(1);
  rig.live = {
    ...defaults,
    labelSpace: labelSpace(['desk', 'door'], [direction(0), direction(90)], calibration),
  };
  await rig.show(1.25);
  assert.deepEqual(engine.predicted, [['what'], ['what', 'names']]);
  const { labels, otherProbability } = rig.states[1]!;
  const sum = labels.reduce((total, { probability }) => total + probability, otherProbability);
  assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  assert.equal(rig.states.length, 2);
});

test('rate, threshold and query hold from the next window on', async () => {
  const rig = new Rig(new FakeEngine(turnsAtTen));
  await rig.show(...from(3, 4));
  rig.live = { ...defaults, rateHz: { front: 0.5 } };
  // The frame at 4 s was due already.
  await rig.show(4, 5, 6, 7, 8);
  assert.deepEqual(rig.states.map(seconds), [3, 3.25, 3.5, 3.75, 4, 6, 8]);
  rig.live = {
    ...defaults,
    queries: ['where'],
    selective: { ...defaults.selective, threshold: 3 },
  };
  await rig.show(9, 9.25, ...from(10, 8));
  const later = rig.states.slice(7);
  assert.ok(later.every(({ query, threshold }) => query === 'where' && threshold === 3));
  assert.equal(later[0]!.sequence, 0);
  assert.deepEqual(
    rig.texts.map(({ query, reason }) => [query, reason]),
    [
      ['what', 'FIRST'],
      ['where', 'FIRST'],
    ],
  );
});

test('a query that changes while a window is in flight gives no text for the old one', async () => {
  let release = () => {};
  let gated = false;
  const predict = () => (gated ? new Promise<void>((resolve) => (release = resolve)) : undefined);
  const rig = new Rig(new FakeEngine({ ...turnsAtTen, predict }));
  await rig.show(1);
  gated = true;
  await rig.show(1.25);
  rig.live = { ...defaults, queries: ['where'] };
  gated = false;
  release();
  await settle();
  await rig.show(1.5);
  assert.deepEqual(
    rig.states.map(({ query, first }) => [query, first]),
    [
      ['what', true],
      ['what', false],
      ['where', true],
    ],
  );
  assert.equal(rig.texts.length, 2);
});

test("without a rate of its own a camera takes the pack's", async () => {
  const rig = new Rig(new FakeEngine());
  rig.live = { ...defaults, rateHz: {} };
  await rig.show(1, 1.1, 1.15, 1.25, 1.5);
  assert.deepEqual(rig.states.map(seconds), [1, 1.25, 1.5]);
});

test('a slow rate makes no clock jump of its own gaps', async () => {
  const rig = new Rig(new FakeEngine());
  rig.live = { ...defaults, rateHz: { front: 0.1 } };
  await rig.show(0, 30, 60, 90);
  assert.equal(rig.states.filter(({ first }) => first).length, 1);
  assert.equal(rig.telemetry.clockJumps, 0);
  await rig.show(300);
  assert.equal(rig.telemetry.clockJumps, 1);
});

test('when the frames end, the last window and its text still come', async () => {
  let finish = () => {};
  const rig = new Rig(
    new FakeEngine({ encode: () => new Promise<void>((resolve) => (finish = resolve)) }),
  );
  rig.send(1);
  rig.frames.complete();
  assert.equal(rig.ended, 'not yet');
  finish();
  await settle();
  assert.equal(rig.ended, 'complete');
  assert.equal(rig.states.length, 1);
  assert.equal(rig.texts.length, 1);
});

test('unsubscribing stops everything at once and lets go of the camera', async () => {
  const gates: (() => void)[] = [];
  const rig = new Rig(
    new FakeEngine({ encode: () => new Promise<void>((resolve) => gates.push(resolve)) }),
  );
  await rig.show(1, 1.25);
  rig.subscription.unsubscribe();
  assert.equal(rig.frames.observed, false);
  assert.deepEqual(rig.engine.releasedCameras, ['front']);
  gates[0]!();
  await settle();
  assert.equal(rig.perceptions.length, 0);
  assert.equal(rig.engine.held, 0);
  assert.equal(gates.length, 1);
});

test('memory of frames that the engine never takes is freed at once', async () => {
  const engine = new FakeEngine({ encode: () => new Promise<void>(() => {}) });
  const frames = new Subject<Frame>();
  const telemetry = new CameraTelemetry('front');
  const subscription = perceive(
    { name: 'front', windowFrames: 4, frames, discard: ({ image }) => freeImage(image) },
    engine,
    () => defaults,
    telemetry,
  ).subscribe();
  const sent: Frame[] = [];
  const send = (seconds: number) => {
    const image = { kind: 'compressed', format: 'jpeg', data: new Uint8Array(100_000) } as const;
    const frame = { ...frameAt(seconds, sent.length), image };
    sent.push(frame);
    frames.next(frame);
  };
  const encode = engine.encode.bind(engine);
  engine.encode = () => {
    throw new VljepaError('WORKER_DIED', 'it is being started again');
  };
  send(1);
  engine.encode = encode;
  // Taken; waits and gives way; does not stamp; is no newer; comes sooner than is asked for; waits.
  for (const seconds of [1.25, 1.5, 0, 1.5, 1.6, 1.75]) send(seconds);
  const left = () => sent.filter(({ image }) => image.data.length > 0).map(({ id }) => id);
  assert.deepEqual(left(), [1, 6]);
  subscription.unsubscribe();
  assert.deepEqual(left(), [1]);
  await settle();
  assert.deepEqual(Object.fromEntries(telemetry.drops), {
    ...{ worker_died: 1, busy: 2, stamp_zero: 1, stamp_not_newer: 1, deactivated: 1 },
  });
  const { frames: received, skipped } = telemetry;
  assert.deepEqual([received, skipped], [7, 1]);
});

test('who unsubscribes at a state has had its window, which is not dropped too', async () => {
  const frames = new Subject<Frame>();
  const telemetry = new CameraTelemetry('front');
  const subscription: Subscription = perceive(
    { name: 'front', windowFrames: 4, frames },
    new FakeEngine(),
    () => defaults,
    telemetry,
  ).subscribe(() => subscription.unsubscribe());
  frames.next(frameAt(1));
  await settle();
  assert.equal(frames.observed, false);
  assert.equal(telemetry.windows, 1);
  assert.deepEqual(Object.fromEntries(telemetry.drops), {});
});

test('a failure may close the camera while it is being reported', async () => {
  const engine = new FakeEngine({
    encode: () => Promise.reject(new VljepaError('REQUEST_FAILED', 'the worker died')),
  });
  const frames = new Subject<Frame>();
  const telemetry = new CameraTelemetry('front', () => subscription.unsubscribe());
  const subscription: Subscription = perceive(
    { name: 'front', windowFrames: 4, frames },
    engine,
    () => defaults,
    telemetry,
  ).subscribe();
  frames.next(frameAt(1));
  frames.next(frameAt(2, 1));
  await settle();
  assert.equal(frames.observed, false);
  assert.equal(engine.encoded.length, 1);
});

test('the frames are subscribed to once, also where they come at once', async () => {
  for (const frames of [of<Frame>(), of(frameAt(1))]) {
    let subscriptions = 0;
    const counted: Observable<Frame> = defer(() => {
      subscriptions += 1;
      return frames;
    });
    const telemetry = new CameraTelemetry('front');
    const kinds: string[] = [];
    perceive(
      { name: 'front', windowFrames: 4, frames: counted },
      new FakeEngine(),
      () => defaults,
      telemetry,
    ).subscribe(({ kind }) => kinds.push(kind));
    await settle();
    assert.equal(subscriptions, 1);
    assert.deepEqual(kinds, telemetry.frames === 1 ? ['state', 'text'] : []);
  }
});

test('stages are measured, embeddings passed on as they are', async () => {
  const rig = new Rig(new FakeEngine(turnsAtTen));
  await rig.show(1, 1.25);
  assert.equal(rig.telemetry.stageMs.get('x_encoder')!.count, 2);
  assert.equal(rig.telemetry.stageMs.get('predictor')!.values[0], 1);
  assert.equal(degrees(rig.states[0]!.embedding), 0);
  assert.equal(rig.telemetry.newestStampNs, 1_250_000_000n);
});
