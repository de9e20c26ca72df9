import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCommandLine } from '../../src/calibrate/commandLine.js';
import { chooseThreshold, curveLines } from '../../src/calibrate/curve.js';
import { FalseAlarms, THRESHOLDS, type AlarmCounts } from '../../src/calibrate/falseAlarms.js';
import { parameterYaml } from '../../src/calibrate/parameterYaml.js';
import { VljepaError } from '../../src/errors.js';
import { readParameterFile } from '../../src/parameters/overrides.js';
import { readSettings } from '../../src/parameters/settings.js';
import type { ChangeSettings } from '../../src/selective/changeDetector.js';
import type { JudgedState } from '../../src/worldState.js';
import { MOVING, STILL, direction } from '../fakeEngine.js';

const settings: ChangeSettings = {
  threshold: 0.2,
  smoothingSeconds: 0,
  persistenceSeconds: 0,
  refractorySeconds: 0,
  hysteresis: 0.8,
};

interface Seen {
  /** Direction of S_y, in degrees. */
  readonly angle?: number;
  readonly moving?: boolean;
  readonly black?: boolean;
}

/** Counts of one camera, of windows four times a second and two seconds long. */
function counted(seconds: number, at: (seconds: number) => Seen): AlarmCounts {
  const alarms = new FalseAlarms(settings);
  for (let k = 0; k < 4 * seconds; k++) {
    const { angle = 0, moving = false, black = false } = at(k / 4);
    const stampNs = BigInt(k) * 250_000_000n;
    const embedding = direction(angle);
    const state: JudgedState = {
      camera: 'front',
      stampNs,
      run: 0,
      frameId: '',
      windowStartNs: stampNs - 1_750_000_000n,
      query: 'q',
      sequence: k,
      embedding,
      frameFeatures: new Float32Array(),
      labelStates: [],
      answers: new Map(),
      motion: moving ? MOVING : STILL,
      condition: black ? 'black' : 'ok',
      labels: [],
      otherProbability: NaN,
      receivedMs: 0,
      segment: 0,
      segmentStartNs: 0n,
      change: 0,
      threshold: 4,
      changed: false,
      segmentChange: 0,
      first: k === 0,
      noticed: false,
      worded: false,
      segmentEmbedding: embedding,
    };
    alarms.perceived({ kind: 'state', state });
  }
  const [counts] = alarms.counts;
  return counts!;
}

/** S_y turns by that many degrees every ten seconds. */
const turning = (degrees: number) => (seconds: number) => ({
  angle: Math.floor(seconds / 10) % 2 === 0 ? 0 : degrees,
});

test('what changes while nothing moves is a false alarm at every threshold below its score', () => {
  const counts = counted(600, turning(30));
  // Squared distance of two directions 30 degrees apart: 0.27.
  const [below, above] = [
    THRESHOLDS.findIndex((t) => t > 0.1),
    THRESHOLDS.findIndex((t) => t > 0.3),
  ];
  assert.ok(counts.alarms[below]! >= 55 && counts.alarms[below]! <= 60, `${counts.alarms[below]}`);
  assert.ok(counts.alarms.slice(above).every((count) => count === 0));
  assert.ok(counts.quietSeconds > 590);
  assert.equal(counts.stretches, 1);
});

test('what moves, or shows nothing, is no quiet: what changes there is none', () => {
  const moved = counted(600, (seconds) => ({ ...turning(90)(seconds), moving: seconds % 10 < 1 }));
  assert.deepEqual(new Set(moved.alarms), new Set([0]));
  assert.ok(moved.stretches >= 59);
  assert.ok(moved.quietSeconds > 300 && moved.quietSeconds < 480, `${moved.quietSeconds}`);
  const black = counted(100, (seconds) => ({ black: seconds >= 50 }));
  assert.ok(black.quietSeconds < 50);
});

const counts = (minutes: number, alarms: (threshold: number) => number): AlarmCounts => ({
  camera: 'front',
  query: 'q',
  quietSeconds: 60 * minutes,
  stretches: 3,
  alarms: THRESHOLDS.map(alarms),
});

test('the lowest threshold is chosen that every camera stays below', () => {
  const front = counts(60, (threshold) => (threshold < 0.1 ? 50 : 4));
  const rear = { ...counts(60, (threshold) => (threshold < 0.3 ? 11 : 0)), camera: 'rear' };
  assert.equal(chooseThreshold([front], 10), 0.1);
  assert.equal(chooseThreshold([front], 10, 0.15), 0.158);
  const both = chooseThreshold([front, rear], 10);
  assert.ok(both > 0.3 && both < 0.4, `${both}`);
  // A dip at a low threshold is luck.
  const dips = counts(60, (threshold) => (threshold === 0.01 || threshold > 0.2 ? 0 : 20));
  assert.ok(chooseThreshold([dips], 10) > 0.2);
});

const refusal = (of: readonly AlarmCounts[], perHour: number): string => {
  try {
    chooseThreshold(of, perHour);
  } catch (error) {
    assert.ok(error instanceof VljepaError && error.code === 'BAG_NOT_QUIET');
    return error.message;
  }
  return assert.fail('not refused');
};

test('a bag that is too short, never quiet or never without changes is refused with what is needed', () => {
  const none = () => 0;
  assert.match(
    refusal([counts(10, none)], 2),
    /2 false alarms an hour need 90\.0 min .* has 10\.0 min: record for longer, or ask for --false-alarms-per-hour 18/,
  );
  assert.equal(chooseThreshold([counts(10, none)], 18), THRESHOLDS[0]);
  const never = { ...counts(0, none), stretches: 0 };
  assert.match(refusal([never], 10), /no stretch in which nothing moves; .* need 18\.0 min/);
  assert.match(
    refusal([counts(60, () => 100)], 10),
    /more than 10 false alarms an hour at every threshold/,
  );
});

test('the curve has a line for each threshold, bounds where nothing was seen, and the choice', () => {
  const lines = curveLines(
    counts(60, (threshold) => (threshold < 0.1 ? 50 : 0)),
    0.1,
  );
  assert.equal(lines.length, 2 + THRESHOLDS.length);
  assert.match(
    lines[0]!,
    /camera front, query "q": 60\.0 min in which nothing moves, in 3 stretches/,
  );
  assert.match(lines[2]!, /^ +0\.010 +50\.0 +█{30}$/);
  assert.match(
    lines.find((line) => line.includes('chosen'))!,
    /^ +0\.100 +< 3\.0 +← chosen$/,
  );
});

test('the parameter file is one that the node reads, whole numbers too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-calibrate-'));
  try {
    for (const threshold of [0.158, 1]) {
      const file = join(folder, 'calibrated.yaml');
      writeFileSync(
        file,
        parameterYaml({
          ...{ node: '/robot1/vljepa', threshold, falseAlarmsPerHour: 10 },
          ...{ bag: 'my_bag', pack: 'nano/1.0.0' },
        }),
      );
      assert.match(readFileSync(file, 'utf8'), /^# For at most 10 false alarms an hour/);
      const parameters = readParameterFile(file, '/robot1/vljepa', (note) => assert.fail(note));
      const read = readSettings(parameters);
      assert.equal(read.threshold, threshold);
      assert.equal(read.falseAlarmsPerHour, 0);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the command line: one bag, a number of alarms', () => {
  const { bag, falseAlarmsPerHour, out, node } = readCommandLine([
    ...['my_bag', '--false-alarms-per-hour', '2.5', '--out', 'a.yaml'],
  ])!;
  assert.deepEqual([bag, falseAlarmsPerHour, out, node], ['my_bag', 2.5, 'a.yaml', '/vljepa']);
  assert.equal(readCommandLine(['--help']), undefined);
  for (const args of [[], ['a', 'b'], ['a', '--false-alarms-per-hour', '0'], ['a', '--node', 'x']])
    assert.throws(() => readCommandLine(args), { code: 'COMMAND_LINE' });
});
