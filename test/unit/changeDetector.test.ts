import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  ChangeDetector,
  type Judgement,
  type ChangeSettings,
} from '../../src/selective/changeDetector.js';
import { EmbeddingSource, type Scene, type StampedEmbedding } from '../embeddingStream.js';
import { degrees, direction } from '../fakeEngine.js';
import { wardBoundaries } from '../wardOracle.js';

const settings: ChangeSettings = {
  threshold: 0.3,
  smoothingSeconds: 0.6,
  persistenceSeconds: 0.5,
  refractorySeconds: 1,
  hysteresis: 0.8,
};

type Judged = Judgement & { readonly seconds: number; readonly startSeconds: number };

/** Judgements with times in seconds since the first state. */
function judge(
  states: readonly StampedEmbedding[],
  change: Partial<ChangeSettings> | ((seconds: number) => Partial<ChangeSettings>) = {},
): Judged[] {
  const detector = new ChangeDetector();
  const since = (stampNs: bigint) => Number(stampNs - states[0]!.stampNs) / 1e9;
  return states.map(({ stampNs, embedding }) => {
    const seconds = since(stampNs);
    const changed = typeof change === 'function' ? change(seconds) : change;
    const judgement = detector.update(
      { stampNs, windowStartNs: stampNs, run: 0, moving: true, embedding },
      { ...settings, ...changed },
    );
    return { ...judgement, seconds, startSeconds: since(judgement.segmentStartNs) };
  });
}

const changes = (judged: readonly Judged[]) => judged.filter(({ changed }) => changed);

/** Scenes that a robot may see one after the other, each `squaredDistance` from the one before. */
function scenes(source: EmbeddingSource, squaredDistance: number, lengths: readonly number[]) {
  let centre = source.unit();
  return lengths.map((seconds, k): Scene => {
    if (k > 0) centre = source.awayFrom(centre, squaredDistance);
    return { centre, seconds };
  });
}

/** States of two numbers at a rate: angles in degrees. */
function angles(rateHz: number, values: readonly number[]): StampedEmbedding[] {
  return values.map((angle, k) => ({
    stampNs: BigInt(Math.round((k / rateHz) * 1e9)),
    embedding: direction(angle),
  }));
}

const repeat = (count: number, angle: number) => Array<number>(count).fill(angle);

function unitMean(states: readonly StampedEmbedding[]): Float64Array {
  const sum = new Float64Array(states[0]!.embedding.length);
  for (const { embedding } of states) embedding.forEach((value, i) => (sum[i]! += value));
  const norm = Math.hypot(...sum);
  return sum.map((value) => value / norm);
}

function assertSame(actual: Float32Array, expected: Float64Array): void {
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6, `component ${i}`));
}

/** A full garbage collection; only a flag of V8 gives the function away. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

test('the first state begins a segment, and itself is what is put into words', () => {
  const [first] = judge(angles(4, [30]));
  assert.equal(first!.first, true);
  assert.equal(first!.changed, false);
  assert.equal(first!.change, 0);
  assert.equal(first!.segmentStartNs, 0n);
  assert.deepEqual(first!.segmentEmbedding, direction(30));
});

test('a still stream scores zero and never changes', () => {
  const judged = judge(angles(4, repeat(400, 30)));
  assert.equal(changes(judged).length, 0);
  assert.equal(judged.filter(({ first }) => first).length, 1);
  for (const { change } of judged) assert.ok(change < 1e-9);
});

for (const rateHz of [2, 4, 10, 30]) {
  test(`at ${rateHz} Hz a cut is found at its first state, within smoothing and persistence`, () => {
    const source = new EmbeddingSource(rateHz);
    const judged = judge(source.stream(scenes(source, 1, [10, 10, 10]), rateHz));
    const found = changes(judged);
    assert.deepEqual(
      found.map(({ startSeconds }) => Math.round(startSeconds * 1000)),
      [10_000, 20_000],
    );
    found.forEach(({ seconds }, k) => assert.ok(seconds <= 10 * (k + 1) + 0.6 + 0.5 + 1e-6));
  });
}

test('the score does not depend on the rate', () => {
  // A change that is noticed but never confirmed, so that its score stands.
  const held = { persistenceSeconds: 60 };
  const scores = [2, 4, 10, 30].map((rateHz) => {
    const source = new EmbeddingSource(1);
    return judge(source.stream(scenes(source, 1, [20, 5]), rateHz), held).at(-1)!.change;
  });
  for (const score of scores) assert.ok(Math.abs(score - 1) < 0.03, `${score} is not 1`);
});

test('the score is about 2 (1 − cosine)', () => {
  for (const angle of [10, 45, 90, 180]) {
    const judged = judge(angles(10, [...repeat(1000, 0), ...repeat(6, angle)]), {
      persistenceSeconds: 60,
    });
    const expected = 2 * (1 - Math.cos((angle * Math.PI) / 180));
    assert.ok(Math.abs(judged.at(-1)!.change - expected) < 0.01 * expected);
  }
});

for (const { rateHz, noise, squaredDistance } of [
  { rateHz: 4, noise: 0.3, squaredDistance: 0.5 },
  { rateHz: 4, noise: 0.5, squaredDistance: 1 },
  { rateHz: 10, noise: 0.3, squaredDistance: 0.5 },
  { rateHz: 10, noise: 0.5, squaredDistance: 2 },
  { rateHz: 30, noise: 0.5, squaredDistance: 1 },
]) {
  test(`held against offline Ward clustering: ${rateHz} Hz, noise ${noise}, scenes ${squaredDistance} apart`, () => {
    const shortestSeconds = 2.5;
    for (let seed = 1; seed <= 10; seed++) {
      const source = new EmbeddingSource(seed);
      const lengths = Array.from({ length: 8 }, () => source.uniform(shortestSeconds, 7));
      const states = source.stream(scenes(source, squaredDistance, lengths), rateHz, noise);
      // Two scenes of the shortest length, half the threshold apart, would stay apart.
      const stopCost = ((shortestSeconds * rateHz) / 2) * (settings.threshold / 2);
      const oracle = wardBoundaries(
        states.map(({ embedding }) => embedding),
        stopCost,
      ).map((index) => index / rateHz);
      assert.equal(oracle.length, 7, 'the oracle sees the scenes');

      const found = changes(judge(states));
      assert.equal(found.length, oracle.length, `seed ${seed}: as many changes`);
      found.forEach(({ startSeconds, seconds }, k) => {
        const boundary = oracle[k]!;
        const off = Math.abs(startSeconds - boundary);
        assert.ok(off <= settings.smoothingSeconds, `seed ${seed}: ${off} s off`);
        const late = seconds - boundary;
        const bound = settings.smoothingSeconds + settings.persistenceSeconds + 1 / rateHz;
        assert.ok(late <= bound, `seed ${seed}: ${late} s late`);
      });
    }
  });
}

test('noise alone never changes', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const source = new EmbeddingSource(seed);
    const still = source.stream([{ centre: source.unit(), seconds: 200 }], 4, 0.4);
    assert.equal(changes(judge(still)).length, 0);
  }
});

test('a single outlier is not a change, whatever its size, also where smoothing exceeds persistence', () => {
  for (const persistenceSeconds of [0.25, 0.3, 0.5]) {
    const outlier = angles(4, [...repeat(20, 0), 180, ...repeat(20, 0)]);
    const judged = judge(outlier, { persistenceSeconds });
    assert.ok(Math.max(...judged.map(({ change }) => change)) > settings.threshold);
    assert.equal(changes(judged).length, 0);
  }
});

test('without persistence and smoothing the first state of a change confirms it', () => {
  const judged = judge(angles(4, [0, 0, 0, 0, 90, 90]), {
    persistenceSeconds: 0,
    smoothingSeconds: 0,
  });
  assert.deepEqual(
    changes(judged).map(({ seconds, startSeconds }) => [seconds, startSeconds]),
    [[1, 1]],
  );
});

test('a change must last for the persistence time', () => {
  const lasting = (states: number) =>
    changes(
      judge(angles(10, [...repeat(50, 0), ...repeat(states, 90), ...repeat(50, 0)]), {
        persistenceSeconds: 2,
        smoothingSeconds: 0,
      }),
    ).length;
  assert.equal(lasting(20), 0);
  // There and back again.
  assert.equal(lasting(40), 2);
});

test('a brief dip above the hysteresis share keeps a begun change, a deeper one gives it up', () => {
  // Scores: 0.4 for 36.9°, 0.27 for 30.1°, 0.2 for 25.8°.
  const options = { persistenceSeconds: 1, smoothingSeconds: 0 };
  const dip = (angle: number) =>
    changes(
      judge(angles(10, [...repeat(200, 0), ...repeat(5, 37), angle, ...repeat(6, 37)]), options),
    );
  assert.deepEqual(
    dip(30.1).map(({ seconds, startSeconds }) => [seconds, startSeconds]),
    [[21, 20]],
  );
  assert.equal(dip(25).length, 0);
});

test('a dip at the very moment of confirmation delays it and does not lose the change', () => {
  const options = { persistenceSeconds: 1, smoothingSeconds: 0 };
  const states = angles(10, [...repeat(200, 0), ...repeat(10, 37), 30.1, 37, 37]);
  const found = changes(judge(states, options));
  assert.deepEqual(
    found.map(({ seconds, startSeconds }) => [seconds, startSeconds]),
    [[21.1, 20]],
  );
});

test('the score that is published with a change is above the threshold', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const source = new EmbeddingSource(seed);
    const states = source.stream(scenes(source, 0.4, Array<number>(10).fill(4)), 10, 0.4);
    for (const { change } of changes(judge(states))) assert.ok(change > settings.threshold);
  }
});

test('no two changes are confirmed within the refractory time, and the one that waits is not lost', () => {
  const states = angles(10, [...repeat(50, 0), ...repeat(20, 90), ...repeat(150, 180)]);
  const found = changes(judge(states, { refractorySeconds: 6 }));
  assert.deepEqual(
    found.map(({ startSeconds }) => startSeconds),
    [5, 7],
  );
  assert.ok(Math.abs(found[1]!.seconds - found[0]!.seconds - 6) < 1e-6);
});

test('a change within the refractory time that goes away again is not confirmed', () => {
  const states = angles(10, [
    ...repeat(50, 0),
    ...repeat(20, 90),
    ...repeat(20, 180),
    ...repeat(100, 90),
  ]);
  assert.equal(changes(judge(states, { refractorySeconds: 6 })).length, 1);
});

test('slow drift: none below the threshold, a change now and then beyond it', () => {
  const drift = (degreesPerSecond: number) =>
    changes(
      judge(
        angles(
          4,
          Array.from({ length: 480 }, (_, k) => (k / 4) * degreesPerSecond),
        ),
      ),
    );
  assert.equal(drift(0.25).length, 0);
  const found = drift(3);
  // The mean of a segment lies half its length behind: 32° are reached after about 21 s.
  assert.ok(found.length >= 4 && found.length <= 7, `${found.length} changes`);
});

test('a threshold that is changed live holds from the next state', () => {
  const states = angles(10, [...repeat(100, 0), ...repeat(100, 45)]);
  assert.equal(changes(judge(states, { threshold: 1 })).length, 0);
  const [lowered] = changes(judge(states, (seconds) => ({ threshold: seconds < 10.3 ? 1 : 0.3 })));
  assert.ok(lowered!.seconds <= 10.3 + 0.5 + 0.1 + 1e-6);
  const raised = changes(judge(states, (seconds) => ({ threshold: seconds < 10.4 ? 0.3 : 1 })));
  assert.equal(raised.length, 0);
});

test('smoothing and persistence may change while a change has begun', () => {
  const states = angles(10, [...repeat(100, 0), ...repeat(100, 90)]);
  for (const after of [0, 0.1, 3]) {
    const found = changes(
      judge(states, (seconds) =>
        seconds < 10.3 ? {} : { smoothingSeconds: after, persistenceSeconds: after },
      ),
    );
    assert.equal(found.length, 1);
    assert.equal(found[0]!.startSeconds, 10);
  }
});

test('every state is pooled once: a segment is the mean of its own states', () => {
  const source = new EmbeddingSource(3);
  const states = source.stream(scenes(source, 1, [3, 5, 4]), 10, 0.4);
  const judged = judge(states);
  const found = changes(judged);
  assert.equal(found.length, 2);
  // At the change: all states from the onset to the one that confirms it.
  for (const { startSeconds, seconds, segmentEmbedding } of found) {
    const own = states.slice(Math.round(startSeconds * 10), Math.round(seconds * 10) + 1);
    assertSame(segmentEmbedding, unitMean(own));
  }
  // Later: all but those within the smoothing time.
  const last = judged.at(-1)!;
  const settled = states.slice(Math.round(last.startSeconds * 10), states.length - 6);
  assertSame(last.segmentEmbedding, unitMean(settled));
});

test('a new segment holds nothing from before its onset, however short the persistence', () => {
  const states = angles(10, [...repeat(50, 0), ...repeat(10, 90)]);
  const [found] = changes(judge(states, { persistenceSeconds: 0 }));
  assert.equal(found!.startSeconds, 5);
  assert.ok(Math.abs(degrees(found!.segmentEmbedding) - 90) < 1e-4);
});

test('a change that came to nothing does not pull the segment along', () => {
  const states = angles(10, [...repeat(20, 0), ...repeat(30, 90), ...repeat(20, 0)]);
  const judged = judge(states, { persistenceSeconds: 5 });
  assert.ok(Math.max(...judged.map(({ change }) => change)) > settings.threshold);
  assert.equal(changes(judged).length, 0);
  assert.ok(degrees(judged.at(-1)!.segmentEmbedding) < 10);
  assert.ok(judged.at(-1)!.change < 0.05);
});

test('a segment begins in the middle of its first window', () => {
  const detector = new ChangeDetector();
  const starts = [...repeat(10, 0), ...repeat(10, 90)].map((angle, k) => {
    const stampNs = BigInt(k) * 250_000_000n;
    const windowStartNs = stampNs > 1_750_000_000n ? stampNs - 1_750_000_000n : 0n;
    const state = { stampNs, windowStartNs, run: 0, moving: true, embedding: direction(angle) };
    return detector.update(state, settings).segmentStartNs;
  });
  // The first window at 90 degrees has the stamp 2.5 s.
  assert.deepEqual([...new Set(starts)], [0n, 1_625_000_000n]);
});

/** Stamps and starts (s) of confirmed changes: windows of 2 s, 4 a second, that mix what is seen. */
function mixed(
  angleAt: (seconds: number) => number,
  movesAt: (seconds: number) => boolean,
  until: number,
): [stamp: number, start: number][] {
  const detector = new ChangeDetector();
  const found: [number, number][] = [];
  for (let k = 0; k < 4 * until; k++) {
    const seconds = k / 4;
    const frames = Array.from({ length: 8 }, (_, i) => direction(angleAt(seconds - i / 4)));
    const sum = frames.reduce((all, frame) => all.map((value, i) => value + frame[i]!));
    const embedding = sum.map((value) => value / Math.hypot(...sum));
    const [stampNs, windowStartNs] = [seconds, Math.max(0, seconds - 1.75)].map((at) =>
      BigInt(Math.round(at * 1e9)),
    ) as [bigint, bigint];
    const state = { stampNs, windowStartNs, run: 0, moving: movesAt(seconds), embedding };
    const judgement = detector.update(state, FAST);
    if (judgement.changed) found.push([seconds, Number(judgement.segmentStartNs) / 1e9]);
  }
  return found;
}

const FAST: ChangeSettings = { ...settings, smoothingSeconds: 0.25, persistenceSeconds: 0.25 };

test('a cut is one change, however long the window needs to get past it', () => {
  const cut = mixed(
    (seconds) => (seconds < 10 ? 0 : 90),
    (seconds) => seconds === 10 || seconds === 10.25,
    20,
  );
  assert.equal(cut.length, 1);
});

test('what moves on behind a change may be the next one', () => {
  const event = mixed(
    (seconds) => (seconds < 10 ? 0 : seconds < 13 ? 90 : 180),
    (seconds) => seconds >= 10 && seconds <= 13.5,
    20,
  );
  assert.ok(event.length >= 2);
  assert.ok(event.at(-1)![1] > 12);
});

test('a change without motion long after the last one is a change', () => {
  const slow = mixed(
    (seconds) => (seconds < 10 ? 0 : 90),
    () => false,
    20,
  );
  assert.ok(slow.length >= 1);
});

test('a new detector begins anew, also with stamps that went back', () => {
  const states = angles(4, [...repeat(10, 0), ...repeat(10, 90)]);
  assert.deepEqual(judge(states), judge(states));
  assert.equal(judge(states)[0]!.first, true);
});

/** What a detector makes of states whose stamps are put into runs: seconds, angle and run of each. */
function judgeRuns(
  states: readonly (readonly [seconds: number, angle: number, run: number])[],
): Judgement[] {
  const detector = new ChangeDetector();
  return states.map(([seconds, angle, run]) => {
    const stampNs = BigInt(Math.round(seconds * 1e9));
    return detector.update(
      { stampNs, windowStartNs: stampNs, run, moving: true, embedding: direction(angle) },
      settings,
    );
  });
}

for (const [name, jump] of [
  ['back', -100],
  ['far ahead', 1e9],
  ['back and ahead in turns', 0],
] as const) {
  test(`a picture at rest is one segment, whatever its stamps do: ${name}`, () => {
    const judged = judgeRuns(
      Array.from({ length: 60 }, (_, k) => {
        const run = jump === 0 ? k : Math.floor(k / 5);
        const offset = jump === 0 ? (k % 2) * 1000 : run * jump;
        return [2000 + offset + k / 4, 30 + (k % 3), run];
      }),
    );
    assert.equal(judged.filter(({ first }) => first).length, 1);
    assert.equal(judged[0]!.first, true);
    assert.equal(judged.filter(({ changed }) => changed).length, 0);
  });
}

test('another scene after a jump is a change, once it has lasted', () => {
  const before = Array.from({ length: 12 }, (_, k) => [100 + k / 4, 0, 0] as const);
  const after = Array.from({ length: 12 }, (_, k) => [10 + k / 4, 90, 1] as const);
  const judged = judgeRuns([...before, ...after]);
  const changed = judged.findIndex((judgement) => judgement.changed);
  assert.equal(changed, 12 + 2, 'half a second after the jump');
  assert.equal(judged[changed]!.segmentStartNs, 10_000_000_000n);
  assert.equal(judged.filter((judgement) => judgement.changed).length, 1);
});

test('nothing is smoothed across a jump: the first state after it is compared alone', () => {
  const before = Array.from({ length: 12 }, (_, k) => [100 + k / 4, 0, 0] as const);
  const judged = judgeRuns([...before, [10, 90, 1]]);
  // Ward's cost of a segment of twelve and one state at a right angle: 12 / 13 · 2.
  assert.ok(Math.abs(judged.at(-1)!.change - 24 / 13) < 1e-6, `${judged.at(-1)!.change}`);
});

test('a segment that goes on after a jump back never begins after its own states', () => {
  const judged = judgeRuns([
    [100, 0, 0],
    [100.25, 0, 0],
    [7, 0, 1],
    [7.25, 0, 1],
  ]);
  assert.deepEqual(
    judged.map(({ segmentStartNs }) => Number(segmentStartNs) / 1e9),
    [100, 100, 7, 7],
  );
});

test('a camera of one image in twelve seconds: a change is told with the second image of it', () => {
  const judged = judgeRuns([0, 0, 0, 90, 90, 90].map((angle, k) => [100 + 12 * k, angle, k]));
  assert.deepEqual(
    judged.map(({ changed }) => changed),
    [false, false, false, false, true, false],
  );
});

test('what a judgement carries is not touched by later states', () => {
  const detector = new ChangeDetector();
  const first = detector.update(
    { stampNs: 0n, windowStartNs: 0n, run: 0, moving: true, embedding: direction(0) },
    settings,
  );
  for (let k = 1; k < 20; k++) {
    const stampNs = BigInt(k) * 250_000_000n;
    const embedding = direction(k);
    detector.update({ stampNs, windowStartNs: stampNs, run: 0, moving: true, embedding }, settings);
  }
  assert.deepEqual(first.segmentEmbedding, direction(0));
});

test('memory is bounded, also while a change hovers or waits', () => {
  const detector = new ChangeDetector();
  const still = new EmbeddingSource(1, 384);
  const a = still.unit();
  const b = still.awayFrom(a, 1);
  // A change that is noticed and kept for hours: never confirmed, never given up.
  const waiting = { ...settings, persistenceSeconds: 1e6 };
  const run = (from: number, to: number) => {
    for (let k = from; k < to; k++) {
      const embedding = still.noisy(k < 100 ? a : b, 0.1);
      const stampNs = BigInt(k) * 100_000_000n;
      detector.update(
        { stampNs, windowStartNs: stampNs, run: 0, moving: true, embedding },
        waiting,
      );
    }
    collectGarbage();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  const early = run(0, 2000);
  const late = run(2000, 12_000);
  // Ten thousand states of 384 float32 are 15 MB.
  assert.ok(late - early < 3e6, `grew by ${late - early} bytes`);
});
