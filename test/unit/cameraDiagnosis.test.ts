import assert from 'node:assert/strict';
import { test } from 'node:test';
import { of } from 'rxjs';
import { CameraDiagnosis, diagnosticStatus, type Diagnosis } from '../../src/diagnostics.js';
import { CameraTelemetry } from '../../src/telemetry.js';
import { VljepaError } from '../../src/errors.js';
import { frameAt } from '../marbles.js';

/** Diagnoses of a camera, one a second of the wall; its images come `wall` seconds apart. */
function watch(
  camera: { readonly stamps: number; readonly wall?: number; readonly seconds: number },
  wantedHz = 4,
  afterwards = 0,
): { diagnoses: Diagnosis[]; diagnosis: CameraDiagnosis } {
  const { stamps, wall = stamps, seconds } = camera;
  const telemetry = new CameraTelemetry('front');
  const diagnosis = new CameraDiagnosis(telemetry);
  const diagnoses: Diagnosis[] = [];
  let next = 0;
  for (let now = 0; now <= seconds + afterwards; now++) {
    for (; next * wall <= Math.min(now, seconds); next++) {
      const frame = { ...frameAt(1000 + next * stamps), receivedMs: next * wall * 1000 };
      of(frame).pipe(telemetry.countFrames()).subscribe();
    }
    diagnoses.push(
      diagnosis.tick({
        nowMs: now * 1000,
        nowNs: 0n,
        topic: '/x',
        type: 'sensor_msgs/msg/Image',
        obstacle: undefined,
        wantedHz,
      }),
    );
  }
  return { diagnoses, diagnosis };
}

const levels = (diagnoses: readonly Diagnosis[]) => new Set(diagnoses.map(({ level }) => level));

test('0.2 Hz where 4 Hz are wanted: a warning with both, at every report', () => {
  const { diagnoses, diagnosis } = watch({ stamps: 5, seconds: 60 });
  const late = diagnoses.slice(20);
  assert.deepEqual(levels(late), new Set(['warn']));
  assert.match(late[0]!.message, /arrive at 0\.20 Hz .*4 Hz are wanted.*cameras\.front\.rate/);
  assert.equal(late[0]!.values['Frequency by stamps (Hz)'], '0.20');
  assert.equal(late[0]!.values['Wanted frequency (Hz)'], 4);
  assert.equal(diagnosis.slowness, late.at(-1)!.message);
});

for (const hz of [0.1, 0.5, 1, 2, 3.5])
  test(`${hz} Hz is too slow for 4 Hz`, () => {
    assert.equal(watch({ stamps: 1 / hz, seconds: 60 }).diagnoses.at(-1)!.level, 'warn');
  });

for (const hz of [3.8, 4, 10, 30])
  test(`${hz} Hz is not`, () => {
    assert.deepEqual(levels(watch({ stamps: 1 / hz, seconds: 30 }).diagnoses), new Set(['ok']));
  });

test('it goes by stamps: a tenth of the speed is no slow camera, ten times the speed hides none', () => {
  assert.deepEqual(
    levels(watch({ stamps: 0.1, wall: 1, seconds: 120 }).diagnoses.slice(1)),
    new Set(['ok']),
  );
  assert.equal(watch({ stamps: 1, wall: 0.1, seconds: 30 }).diagnoses.at(-1)!.level, 'warn');
});

test('a lower rate that the user has set is what is wanted', () => {
  assert.equal(watch({ stamps: 1, seconds: 30 }, 1).diagnoses.at(-1)!.level, 'ok');
});

test('images that stop: stale after five seconds, for a slow camera after three intervals', () => {
  const fast = watch({ stamps: 0.1, seconds: 20 }, 4, 20).diagnoses.map(({ level }) => level);
  assert.equal(fast[24], 'ok');
  assert.equal(fast[27], 'stale');
  const slow = watch({ stamps: 5, seconds: 30 }, 4, 40).diagnoses.map(({ level }) => level);
  assert.equal(slow[44], 'warn');
  assert.equal(slow[47], 'stale');
});

test('a fault goes before a slow camera', () => {
  const telemetry = new CameraTelemetry('front');
  const diagnosis = new CameraDiagnosis(telemetry);
  const tick = (now: number) => {
    of({ ...frameAt(1000 + now), receivedMs: now * 1000 })
      .pipe(telemetry.countFrames())
      .subscribe();
    telemetry.fail(new VljepaError('FRAME_CORRUPT', 'no JPEG'));
    const input = { topic: '/x', type: 'y', obstacle: undefined, wantedHz: 4 };
    return diagnosis.tick({ ...input, nowMs: now * 1000, nowNs: 0n });
  };
  for (let now = 0; now < 10; now++) tick(now);
  assert.equal(tick(10).message, 'no JPEG');
});

test('stamps that jump again and again are a warning; a clock that is set once is none', () => {
  const telemetry = new CameraTelemetry('front');
  const diagnosis = new CameraDiagnosis(telemetry);
  const tick = (now: number, crowd?: string) => {
    of({ ...frameAt(1000 + now), receivedMs: now * 1000 })
      .pipe(telemetry.countFrames())
      .subscribe();
    const input = { topic: '/x', type: 'y', obstacle: undefined, crowd, wantedHz: 1 };
    return diagnosis.tick({ ...input, nowMs: now * 1000, nowNs: 0n });
  };
  const jump = () => telemetry.jumped({ camera: 'front', fromNs: 5n, toNs: 0n });
  tick(0);
  jump();
  assert.deepEqual([tick(1).level, tick(1).values['Clock jumps']], ['ok', 1]);
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
