import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject } from 'rxjs';
import sharp from 'sharp';
import { openEngine } from '../../src/engine/openEngine.js';
import type { Frame } from '../../src/frame.js';
import { CameraTelemetry } from '../../src/metrics/telemetry.js';
import { NO_LABELS } from '../../src/operators/classify.js';
import { perceive } from '../../src/perception.js';
import type { LiveSettings } from '../../src/settings.js';
import { plain, tinyPack } from '../fixtures/fixtures.js';
import { frameAt } from '../marbles.js';

const RATE_HZ = 4;
const CAMERA_HZ = 20;
const live: LiveSettings = {
  queries: [''],
  labelSpace: NO_LABELS,
  selective: {
    threshold: 2,
    smoothingSeconds: 0,
    persistenceSeconds: 0.5,
    refractorySeconds: 1,
    hysteresis: 0.8,
    texts: 'new_facts',
    falseAlarmsPerHour: 0,
    pauseOnFault: true,
  },
  text: { minProbability: 0.7, below: 'silent' },
  rateHz: { front: RATE_HZ },
};

test('files of frames that are not sampled are not decompressed', async (t) => {
  const engine = await openEngine({ pack: tinyPack('tiny_frame') });
  t.after(() => engine.dispose());
  const red = plain(16, 16, [255, 0, 0]);
  const whole = await sharp(red.data, { raw: { width: 16, height: 16, channels: 3 } })
    .jpeg()
    .toBuffer();
  const failures: unknown[] = [];
  const telemetry = new CameraTelemetry(
    'front',
    (error) => failures.push(error),
    () => {},
  );
  const frames = new Subject<Frame>();
  let states = 0;
  let stateCame = (): void => {};
  const perceptions = perceive(
    { name: 'front', windowFrames: 3, frames },
    engine,
    () => live,
    telemetry,
  ).subscribe(({ kind }) => {
    if (kind !== 'state') return;
    states += 1;
    stateCame();
  });
  t.after(() => perceptions.unsubscribe());
  for (let id = 0; id <= CAMERA_HZ; id += 1) {
    const due = id % (CAMERA_HZ / RATE_HZ) === 0;
    // Whoever decompresses half a file finds it corrupt.
    const data = Uint8Array.from(due ? whole : whole.subarray(0, whole.length / 2));
    const image = { kind: 'compressed', format: 'jpeg', data } as const;
    const came = new Promise<void>((resolve) => (stateCame = resolve));
    frames.next({ ...frameAt(1 + id / CAMERA_HZ, id), image });
    if (due) await came;
  }
  assert.equal(states, RATE_HZ + 1);
  assert.equal(telemetry.skipped, CAMERA_HZ - RATE_HZ);
  assert.deepEqual(failures, []);
});
