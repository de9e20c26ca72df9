import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalRate } from '../../src/metrics/arrivalRate.js';

interface Stream {
  /** Seconds between two stamps and between two arrivals. */
  readonly stamps: number;
  readonly wall?: number;
  readonly count: number;
}

/** A camera whose images come in streams, one after the other. */
function arrivals(...streams: readonly Stream[]): { rate: ArrivalRate; nowMs: number } {
  const rate = new ArrivalRate();
  let [stamp, nowMs] = [1000, 0];
  for (const { stamps, wall = stamps, count } of streams) {
    for (let i = 0; i < count; i++) {
      stamp += stamps;
      nowMs += wall * 1000;
      rate.add(BigInt(Math.round(stamp * 1e9)), nowMs);
    }
  }
  return { rate, nowMs };
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual / expected - 1) < 0.02, `${actual} Hz`);
}

for (const hz of [1000, 30, 4, 1, 0.5, 0.2, 0.1, 0.05]) {
  test(`${hz} Hz`, () => {
    near(arrivals({ stamps: 1 / hz, count: Math.ceil(12 * hz) + 3 }).rate.hz, hz);
  });
}

for (const speed of [0.01, 0.1, 1, 10, 100]) {
  test(`10 Hz by its stamps, played ${speed} times as fast`, () => {
    near(arrivals({ stamps: 0.1, wall: 0.1 / speed, count: 120 }).rate.hz, 10);
  });
}

test('nothing is said of the first five seconds of stamps', () => {
  assert.equal(arrivals({ stamps: 0.1, count: 40 }).rate.hz, undefined);
  assert.equal(arrivals({ stamps: 1, wall: 0.1, count: 4 }).rate.hz, undefined);
});

test('images that were lost lower it', () => {
  near(
    arrivals({ stamps: 0.1, count: 20 }, { stamps: 3, count: 1 }, { stamps: 0.1, count: 1 }).rate
      .hz,
    21 / 5,
  );
});

test('a rate that changes is measured anew', () => {
  near(arrivals({ stamps: 0.1, count: 100 }, { stamps: 2, count: 6 }).rate.hz, 0.5);
  near(arrivals({ stamps: 2, count: 6 }, { stamps: 0.1, count: 140 }).rate.hz, 10);
});

test('a jump of the stamps is not a slow camera: an hour ahead, back, and a bag that loops', () => {
  for (const jump of [3600, 60, -3600, -20])
    assert.equal(
      arrivals({ stamps: 0.1, count: 100 }, { stamps: jump, wall: 0.1, count: 1 }).rate.hz,
      undefined,
    );
  near(
    arrivals(
      { stamps: 0.1, count: 60 },
      { stamps: -6, wall: 0.1, count: 1 },
      { stamps: 0.1, count: 60 },
    ).rate.hz,
    10,
  );
});

test('a camera that was away is measured from its return', () => {
  const { rate } = arrivals(
    { stamps: 0.1, count: 100 },
    { stamps: 40, count: 1 },
    { stamps: 0.1, count: 10 },
  );
  assert.equal(rate.hz, undefined);
});

test('stamps that repeat or are out of order are not counted as images', () => {
  const rate = new ArrivalRate();
  for (let i = 0; i < 30; i++) {
    rate.add(BigInt(i) * 500_000_000n, i * 500);
    rate.add(BigInt(i) * 500_000_000n, i * 500 + 1);
    rate.add(BigInt(i) * 500_000_000n - 100_000_000n, i * 500 + 2);
  }
  near(rate.hz, 2);
});

test('silence: five seconds, for a slow camera three of its intervals, a minute at most', () => {
  const patience = (streams: Stream) => {
    const { rate, nowMs } = arrivals(streams);
    let seconds = 0;
    while (rate.expects(nowMs + seconds * 1000)) seconds += 1;
    return seconds - 1;
  };
  assert.equal(new ArrivalRate().expects(0), false);
  assert.equal(patience({ stamps: 0.1, count: 1 }), 5);
  assert.equal(patience({ stamps: 0.1, count: 10 }), 5);
  assert.equal(patience({ stamps: 5, count: 3 }), 15);
  assert.equal(patience({ stamps: 30, count: 3 }), 60);
});
