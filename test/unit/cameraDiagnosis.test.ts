import assert from 'node:assert/strict';
import { test } from 'node:test';
import { of } from 'rxjs';
import {
  cameraDiagnosis,
  diagnosticStatus,
  slowness,
  type CameraConnection,
  type Diagnosis,
} from '../../src/metrics/diagnoses.js';
import { PipelineMetrics } from '../../src/metrics/pipelineMetrics.js';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import { VljepaError } from '../../src/errors.js';
import { FakeEngine } from '../fakeEngine.js';
import { frameAt } from '../marbles.js';

const CONNECTION: CameraConnection = {
  topic: '/x',
  type: 'sensor_msgs/msg/Image',
  problem: undefined,
};

/** A camera of an active node whose diagnosis is made once a second. */
class Watched {
  readonly telemetry = new CameraTelemetry('front');
  readonly #metrics: PipelineMetrics;

  constructor(wantedHz: number) {
    this.#metrics = new PipelineMetrics(new FakeEngine(), [this.telemetry], () => wantedHz);
    this.#metrics.restart();
  }

  arrive(stampSeconds: number, receivedMs: number): void {
    of({ ...frameAt(stampSeconds), receivedMs })
      .pipe(this.telemetry.countFrames())
      .subscribe();
  }

  diagnose(nowSeconds: number, connection: Partial<CameraConnection> = {}) {
    const camera = this.#metrics.snapshot(nowSeconds * 1000).cameras[0]!;
    const diagnosis = cameraDiagnosis(camera, { ...CONNECTION, ...connection }, 0n);
    return { ...diagnosis, slowness: slowness(camera) };
  }
}

/** Diagnoses of a camera, one a second of the wall; its images come `wall` seconds apart. */
function watch(
  camera: { readonly stamps: number; readonly wall?: number; readonly seconds: number },
  wantedHz = 4,
  afterwards = 0,
) {
  const { stamps, wall = stamps, seconds } = camera;
  const watched = new Watched(wantedHz);
  let next = 0;
  return Array.from({ length: seconds + afterwards + 1 }, (_, now) => {
    for (; next * wall <= Math.min(now, seconds); next++)
      watched.arrive(1000 + next * stamps, next * wall * 1000);
    return watched.diagnose(now);
  });
}

const levels = (diagnoses: readonly Diagnosis[]) => new Set(diagnoses.map(({ level }) => level));

test('0.2 Hz where 4 Hz are wanted: a warning with both, at every report', () => {
  const late = watch({ stamps: 5, seconds: 60 }).slice(20);
  assert.deepEqual(levels(late), new Set(['warn']));
  assert.match(late[0]!.message, /arrive at 0\.20 Hz .*4 Hz are wanted.*cameras\.front\.rate/);
  assert.equal(late[0]!.values['Frequency by stamps (Hz)'], '0.20');
  assert.equal(late[0]!.values['Wanted frequency (Hz)'], 4);
  assert.equal(late.at(-1)!.slowness, late.at(-1)!.message);
});

for (const hz of [0.1, 0.5, 1, 2, 3.5])
  test(`${hz} Hz is too slow for 4 Hz`, () => {
    assert.equal(watch({ stamps: 1 / hz, seconds: 60 }).at(-1)!.level, 'warn');
  });

for (const hz of [3.8, 4, 10, 30])
  test(`${hz} Hz is not`, () => {
    assert.deepEqual(levels(watch({ stamps: 1 / hz, seconds: 30 })), new Set(['ok']));
  });

test('stamps decide: at a tenth of the speed no camera is slow, and ten times the speed hides none', () => {
  assert.deepEqual(levels(watch({ stamps: 0.1, wall: 1, seconds: 120 }).slice(1)), new Set(['ok']));
  assert.equal(watch({ stamps: 1, wall: 0.1, seconds: 30 }).at(-1)!.level, 'warn');
});

test('a lower rate that the user has set is what is wanted', () => {
  assert.equal(watch({ stamps: 1, seconds: 30 }, 1).at(-1)!.level, 'ok');
});

test('images that stop: stale after five seconds, for a slow camera after three intervals', () => {
  const fast = watch({ stamps: 0.1, seconds: 20 }, 4, 20).map(({ level }) => level);
  assert.equal(fast[24], 'ok');
  assert.equal(fast[27], 'stale');
  const slow = watch({ stamps: 5, seconds: 30 }, 4, 40).map(({ level }) => level);
  assert.equal(slow[44], 'warn');
  assert.equal(slow[47], 'stale');
});

test('a camera that sets no stamps is measured by the times of receipt', () => {
  const camera = new Watched(4);
  for (let now = 0; now <= 20; now++) {
    of({ ...frameAt(0), receiptNs: BigInt(1000 + now) * 1_000_000_000n, receivedMs: now * 1000 })
      .pipe(camera.telemetry.countFrames())
      .subscribe();
    const { level, message, values } = camera.diagnose(now);
    assert.equal('Stamp age (s)' in values, false);
    if (now < 5) assert.deepEqual([level, message], ['ok', 'images arrive']);
    if (now > 6)
      assert.match(message, /images arrive at 1\.00 Hz by their stamps, but 4 Hz are wanted/);
  }
  assert.equal(camera.diagnose(30).level, 'stale');
});

test('a fault goes before a slow camera', () => {
  const camera = new Watched(4);
  for (let now = 0; now <= 10; now++) {
    camera.arrive(1000 + now, now * 1000);
    camera.telemetry.fail(new VljepaError('FRAME_CORRUPT', 'no JPEG'));
    const { level, message, slowness } = camera.diagnose(now);
    // Of the first report nothing has gone before.
    if (now > 0) assert.deepEqual([level, message], ['warn', '[FRAME_CORRUPT] no JPEG']);
    if (now > 6) assert.match(slowness!, /images arrive at 1\.00 Hz/);
  }
});

test('a picture that shows nothing is a warning that says what to check', () => {
  const camera = new Watched(4);
  const told = (['ok', 'black', 'covered', 'frozen', 'ok'] as const).map((condition, k) => {
    camera.arrive(1000 + k, k * 1000);
    camera.telemetry.judged(condition, k > 0);
    const { level, message, values } = camera.diagnose(k);
    return [level, message.split(':')[0], values.Picture, values['A frozen picture can be told']];
  });
  assert.deepEqual(told, [
    ['ok', 'images arrive', 'ok', 'no, no noise has been seen yet'],
    ['warn', 'the picture is black', 'black', 'yes'],
    ['warn', 'the picture shows no detail any more', 'covered', 'yes'],
    ['warn', 'the same picture comes again and again with new stamps', 'frozen', 'yes'],
    ['ok', 'images arrive', 'ok', 'yes'],
  ]);
});

test('messages that are not images: counted as frames and reported, not as a silent camera', () => {
  const camera = new Watched(4);
  assert.deepEqual(
    [camera.diagnose(0).level, camera.diagnose(0).message],
    ['warn', 'no image on /x'],
  );
  camera.telemetry.unreadable(new VljepaError('FRAME_MALFORMED', 'ends early'));
  const { level, message, values } = camera.diagnose(1);
  assert.deepEqual([level, message], ['warn', '[FRAME_MALFORMED] ends early']);
  assert.deepEqual([values['Events since startup'], values['Dropped: frame_malformed']], [1, 1]);
  for (let now = 2; now < 9; now++) camera.diagnose(now);
  assert.deepEqual(
    [camera.diagnose(9).level, camera.diagnose(9).message],
    ['stale', 'no image on /x'],
  );
});

test('frames and texts that give way to newer ones are not a fault', () => {
  const camera = new Watched(4);
  for (let now = 0; now < 5; now++) {
    camera.arrive(1000 + now, now * 1000);
    for (const reason of ['busy', 'text_busy']) camera.telemetry.drop(reason);
    assert.equal(camera.diagnose(now).level, 'ok');
  }
  assert.equal(camera.diagnose(5).values['Dropped: busy'], 5);
});

test('stamps that jump again and again are a warning; a clock that is set once is not', () => {
  const camera = new Watched(1);
  const tick = (now: number, otherPublishers?: string) => {
    camera.arrive(1000 + now, now * 1000);
    return camera.diagnose(now, { otherPublishers });
  };
  const jump = () => camera.telemetry.jumped({ camera: 'front', fromNs: 5n, toNs: 0n });
  tick(0);
  jump();
  const { level: once, values } = tick(1);
  assert.deepEqual([once, values['Clock jumps']], ['ok', 1]);
  jump();
  jump();
  const { level, message } = tick(2);
  assert.equal(level, 'warn');
  assert.match(message, /the stamps jumped 3 times in 2 s/);
  assert.equal(tick(3, 'two publishers').message, 'two publishers');
  for (let now = 4; now < 9; now++) tick(now);
  assert.equal(tick(9).level, 'ok');
});

test('names tell one robot from another; alone the node needs no namespace', () => {
  const diagnosis: Diagnosis = { level: 'ok', task: 'camera front', message: '', values: {} };
  const names = ['/vljepa', '/robot1/vljepa', '/fleet/robot2/eyes'].map((fullName) => {
    const { name, hardware_id } = diagnosticStatus(fullName, diagnosis);
    assert.equal(hardware_id, fullName);
    return name;
  });
  assert.deepEqual(names, [
    'vljepa: camera front',
    '/robot1/vljepa: camera front',
    '/fleet/robot2/eyes: camera front',
  ]);
});
