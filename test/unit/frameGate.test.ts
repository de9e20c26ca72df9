import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameGate } from '../../src/engine/worker/frameGate.js';
import { PictureComparison } from '../../src/engine/worker/pictureDifference.js';
import { seededRandom } from '../marbles.js';

const SIDE = 64;
const TURNS = 4;
const RATE_HZ = 4;
const SETTINGS = { sensitivity: 1, longestSeconds: 10 };

/** Levels of 0…255 at a place; the same for all three channels. */
type View = (x: number, y: number) => number;

/** Stripes and a slope. */
const room: View = (x, y) => 60 + x + (y % 16 < 8 ? 40 : 0);

/** A square of `side` pixels before the room. */
const withSquare =
  (left: number, side: number, level = 200): View =>
  (x, y) =>
    x >= left && x < left + side && y >= 20 && y < 20 + side ? level : room(x, y);

/** Prepared pictures: noise of that deviation on what is seen, in units of the pack's std. */
class Sensor {
  readonly #random = seededRandom(11);
  readonly #std: number;

  constructor(std = 1) {
    this.#std = std;
  }

  picture(view: View, noise: number): Float32Array {
    const pixels = new Float32Array(3 * SIDE * SIDE);
    for (let i = 0; i < pixels.length; i += 1) {
      const at = i % (SIDE * SIDE);
      // The sum of four has the deviation 0.577.
      let sum = 0;
      for (let k = 0; k < 4; k += 1) sum += this.#random() - 0.5;
      pixels[i] = (view(at % SIDE, Math.floor(at / SIDE)) + (noise * sum) / 0.577) / this.#std;
    }
    return pixels;
  }
}

/** Runs pictures through a gate; each that is not reused gives its number. Tells whose number each has. */
function numbers(
  pictures: Iterable<Float32Array>,
  { settings = SETTINGS, turns = TURNS, std = 1, rateHz = RATE_HZ } = {},
): number[] {
  const comparison = new PictureComparison({ width: SIDE, height: SIDE, std: [std, std, std] });
  const gate = new FrameGate<number>();
  return Array.from(pictures, (pixels, k) => {
    const stampNs = BigInt(Math.round((k / rateHz) * 1e9));
    const seen = gate.look({ pixels, stampNs, turns }, settings, comparison);
    if (seen.reused === undefined) gate.encoded(seen, k);
    return seen.reused ?? k;
  });
}

const of = (count: number, picture: (k: number) => Float32Array): Float32Array[] =>
  Array.from({ length: count }, (_, k) => picture(k));

const reused = (found: readonly number[]): number[] => found.flatMap((n, k) => (n < k ? [k] : []));

for (const noise of [0, 1, 4, 9]) {
  test(`frames of a view that stands take turns, with noise ${noise}`, () => {
    const sensor = new Sensor();
    const found = numbers(of(12, () => sensor.picture(room, noise)));
    assert.deepEqual(found, [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
  });
}

for (const side of [4, 8, 32]) {
  test(`something of ${side} pixels that comes is a change with its first frame`, () => {
    const sensor = new Sensor();
    const found = numbers(of(30, (k) => sensor.picture(k < 20 ? room : withSquare(21, side), 3)));
    assert.ok(reused(found).includes(19));
    assert.deepEqual(
      reused(found).filter((k) => k >= 20),
      [24, 25, 26, 27, 28, 29],
      'the new view has to be encoded for as many frames as take turns',
    );
  });
}

test('what moves all the time is encoded all the time', () => {
  const sensor = new Sensor();
  const found = numbers(of(60, (k) => sensor.picture(withSquare(4 + (k % 40), 8), 2)));
  assert.deepEqual(reused(found), []);
});

test('slow changes do not add up unseen: each frame is like the picture whose value it gets', () => {
  const sensor = new Sensor();
  const level = (k: number) => 100 + k / 2;
  const found = numbers(of(200, (k) => sensor.picture(withSquare(16, 16, level(k)), 1)));
  assert.ok(reused(found).length > 0);
  for (const [k, n] of found.entries()) assert.ok(level(k) - level(n) < 8, `${k} shown as ${n}`);
});

test('an exposure that hunts is no change, a lamp that goes out is one', () => {
  const sensor = new Sensor();
  const dimmed =
    (share: number): View =>
    (x, y) =>
      share * room(x, y);
  const found = numbers([
    ...of(40, (k) => sensor.picture(dimmed(1 + 0.02 * Math.sin(k)), 2)),
    ...of(3, () => sensor.picture(dimmed(0.5), 2)),
  ]);
  assert.equal(reused(found).length, 36);
  assert.deepEqual(found.slice(-3), [40, 41, 42]);
});

test('a value stands for no longer than it may, by the stamps', () => {
  const sensor = new Sensor();
  const found = numbers(
    of(200, () => sensor.picture(room, 2)),
    { settings: { ...SETTINGS, longestSeconds: 5 } },
  );
  for (const [k, n] of found.entries()) assert.ok((k - n) / RATE_HZ <= 5, `${k} shown as ${n}`);
  assert.ok(reused(found).length > 0.75 * 200);
});

test('sensitivity says how little is a change', () => {
  const faint = (sensitivity: number) => {
    const sensor = new Sensor();
    const pictures = of(24, (k) =>
      sensor.picture((x, y) => room(x, y) + (k >= 20 && x < 16 && y < 16 ? 6 : 0), 4),
    );
    return numbers(pictures, { settings: { ...SETTINGS, sensitivity } }).slice(20);
  };
  assert.deepEqual(faint(1), [0, 1, 2, 3]);
  assert.deepEqual(faint(3), [20, 21, 22, 23]);
});

test('a camera that gives frames twice is not taken for one without noise', () => {
  const sensor = new Sensor();
  const pictures = of(40, () => sensor.picture(room, 4)).flatMap((picture) => [picture, picture]);
  const settings = { ...SETTINGS, longestSeconds: 60 };
  assert.equal(reused(numbers(pictures, { settings })).length, 76);
});

test("the pack's std makes no difference", () => {
  const found = [1, 58].map((std) => {
    const sensor = new Sensor(std);
    const pictures = of(40, (k) => sensor.picture(k < 20 ? room : withSquare(21, 5), 3));
    return numbers(pictures, { std });
  });
  assert.deepEqual(found[0], found[1]);
});

test('stamps that jump back encode anew', () => {
  const comparison = new PictureComparison({ width: SIDE, height: SIDE, std: [1, 1, 1] });
  const gate = new FrameGate<number>();
  const sensor = new Sensor();
  const look = (seconds: number) =>
    gate.look(
      { pixels: sensor.picture(room, 2), stampNs: BigInt(seconds * 1e9), turns: 1 },
      SETTINGS,
      comparison,
    );
  gate.encoded(look(100), 1);
  assert.equal(look(101).reused, 1);
  assert.equal(look(50).reused, undefined);
});

test('cells and patches at the edges of any size count as the others', () => {
  for (const [width, height] of [
    [17, 30],
    [3, 2],
    [225, 224],
  ] as const) {
    const comparison = new PictureComparison({ width, height, std: [1, 1, 1] });
    const before = new Float32Array(3 * width * height).fill(10);
    const after = before.slice();
    // The last pixel of each channel.
    for (let channel = 1; channel <= 3; channel += 1) after[channel * width * height - 1] = 250;
    const [some, others] = [before, after].map((pixels) => {
      const cells = new Float32Array(comparison.length);
      comparison.cells(pixels, cells);
      return cells;
    }) as [Float32Array, Float32Array];
    assert.ok(some.every((mean) => Math.abs(mean - 10) < 1e-4));
    const { largest, common } = comparison.difference(others, some);
    assert.ok(Math.max(largest, common) > 3, `${width} × ${height}: ${largest}, ${common}`);
    assert.equal(comparison.difference(some, some).largest, 0);
  }
});
