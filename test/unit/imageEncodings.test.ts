import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawImage } from '../../src/frame.js';
import { encodingNames } from '../../src/image/encodings.js';
import type { ImageSpec } from '../../src/image/imageSpec.js';
import { FramePreparer } from '../../src/image/prepareFrame.js';

const WIDTH = 24;
const HEIGHT = 16;
type Rgb = readonly [number, number, number];

/** A smooth picture in which no two channels are alike; 0…255. */
const colourAt = (x: number, y: number): Rgb => [40 + 5 * x, 200 - 6 * y, 60 + 2 * x + 3 * y];
const grayAt = (x: number, y: number): number => 30 + 4 * x + 5 * y;

/** BT.601, studio range, from its definition. */
function yuv([r, g, b]: Rgb): Rgb {
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  return [
    16 + (219 * luma) / 255,
    128 + (112 * (b - luma)) / (255 * 0.886),
    128 + (112 * (r - luma)) / (255 * 0.701),
  ];
}

/** Rows of channel values as the encoding stores them, from ROS' description of it. */
function rowsOf(encoding: string): number[][] {
  const pixels = (f: (x: number, y: number) => readonly number[]): number[][] =>
    Array.from({ length: HEIGHT }, (_, y) =>
      Array.from({ length: WIDTH }, (_, x) => f(x, y)).flat(),
    );
  const rgb = (x: number, y: number, order: readonly number[]): number[] =>
    order.map((i) => [...colourAt(x, y), 255][i]!);
  const bayer = /^bayer_(....)(8|16)$/.exec(encoding);
  if (bayer) {
    // The name spells the first row's two pixels, then the second's.
    const cell = (x: number, y: number): string => bayer[1]?.[(y % 2) * 2 + (x % 2)] ?? '';
    return pixels((x, y) => [colourAt(x, y)['rgb'.indexOf(cell(x, y))]!]);
  }
  const uyvy = (x: number, y: number): number[] => {
    const [luma, u, v] = yuv(colourAt(x, y));
    return [x % 2 === 0 ? u : v, luma];
  };
  /** Rows of U, then of V, or the other way round; two rows of a plane fill one of the buffer. */
  const planes = (order: readonly number[]): number[][] => [
    ...pixels((x, y) => [yuv(colourAt(x, y))[0]]),
    ...order.flatMap((i) =>
      Array.from({ length: HEIGHT / 4 }, (_, y) =>
        [4 * y, 4 * y + 2].flatMap((row) =>
          Array.from({ length: WIDTH / 2 }, (_, x) => yuv(colourAt(2 * x, row))[i]!),
        ),
      ),
    ),
  ];
  const planar = (order: readonly number[]): number[][] => [
    ...pixels((x, y) => [yuv(colourAt(x, y))[0]]),
    ...Array.from({ length: HEIGHT / 2 }, (_, y) =>
      Array.from({ length: WIDTH / 2 }, (_, x) => yuv(colourAt(2 * x, 2 * y)))
        .map((colour) => order.map((i) => colour[i]!))
        .flat(),
    ),
  ];
  switch (encoding) {
    case 'rgb8':
    case 'rgb16':
      return pixels((x, y) => rgb(x, y, [0, 1, 2]));
    case 'bgr8':
    case 'bgr16':
    case '8UC3':
    case '16UC3':
      return pixels((x, y) => rgb(x, y, [2, 1, 0]));
    case 'rgba8':
    case 'rgba16':
      return pixels((x, y) => rgb(x, y, [0, 1, 2, 3]));
    case 'bgra8':
    case 'bgra16':
    case '8UC4':
    case '16UC4':
      return pixels((x, y) => rgb(x, y, [2, 1, 0, 3]));
    case 'mono8':
    case 'mono16':
    case '8UC1':
    case '16UC1':
      return pixels((x, y) => [grayAt(x, y)]);
    case 'uyvy':
    case 'yuv422':
      return pixels(uyvy);
    case 'yuyv':
    case 'yuv422_yuy2':
      return pixels((x, y) => uyvy(x, y).reverse());
    case 'nv12':
      return planar([1, 2]);
    case 'nv21':
      return planar([2, 1]);
    case 'i420':
      return planes([1, 2]);
    case 'yv12':
      return planes([2, 1]);
    default:
      throw new Error(`the test does not know ${encoding}`);
  }
}

const isWide = (encoding: string): boolean => /16$|^16U/.test(encoding);

/** The message: `padding` bytes after each row, 16 bit scaled to full range in either byte order. */
function message(encoding: string, padding: number, bigEndian: boolean): RawImage {
  const rows = rowsOf(encoding);
  const wide = isWide(encoding);
  const step = (rows[0]?.length ?? 0) * (wide ? 2 : 1) + padding;
  const data = new Uint8Array(rows.length * step).fill(0xee);
  const view = new DataView(data.buffer);
  rows.forEach((row, y) => {
    row.forEach((value, i) => {
      if (wide) view.setUint16(y * step + 2 * i, Math.round(value * 257), !bigEndian);
      else data[y * step + i] = Math.round(value);
    });
  });
  return { kind: 'raw', encoding, width: WIDTH, height: HEIGHT, step, bigEndian, data };
}

const spec: ImageSpec = {
  width: WIDTH,
  height: HEIGHT,
  resize: 'stretch',
  crop: 'none',
  interpolation: 'linear',
  channels: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** Largest difference from the picture, inside a frame of `border` pixels. */
function worst(encoding: string, out: Float32Array, border: number): number {
  let largest = 0;
  for (let y = border; y < HEIGHT - border; y += 1) {
    for (let x = border; x < WIDTH - border; x += 1) {
      const gray = grayAt(x, y);
      const want = /^mono|UC1$/.test(encoding) ? [gray, gray, gray] : colourAt(x, y);
      want.forEach((value, c) => {
        const got = out[(c * HEIGHT + y) * WIDTH + x]!;
        largest = Math.max(largest, Math.abs(got - value));
      });
    }
  }
  return largest;
}

for (const encoding of encodingNames) {
  test(`${encoding} gives back the picture it was made from, rows padded or not where that may be`, () => {
    const preparer = new FramePreparer(spec);
    const exact = /^(rgb|bgr|mono|8U|16U)/.test(encoding);
    // Chroma is stored for two or four pixels at once, 5 levels of red apart.
    const tolerance = exact ? 0.01 : encoding.startsWith('bayer') ? 1 : 9;
    const planar = encoding === 'i420' || encoding === 'yv12';
    for (const padding of planar ? [0] : [0, 10]) {
      for (const bigEndian of isWide(encoding) ? [false, true] : [false]) {
        const out = new Float32Array(preparer.length);
        preparer.prepare(message(encoding, padding, bigEndian), out);
        const difference = worst(encoding, out, exact ? 0 : 2);
        assert.ok(difference <= tolerance, `padding ${padding}: off by ${difference}`);
      }
    }
    preparer.dispose();
  });
}

test('a pack that reads bgr gets the channels in that order', () => {
  const preparer = new FramePreparer({ ...spec, channels: 'bgr', mean: [1, 2, 3], std: [2, 2, 2] });
  const out = new Float32Array(preparer.length);
  preparer.prepare(message('rgba8', 0, false), out);
  const [red, green, blue] = colourAt(0, 0);
  const plane = WIDTH * HEIGHT;
  assert.deepEqual(
    [out[0], out[plane], out[2 * plane]],
    [(blue - 1) / 2, (green - 2) / 2, (red - 3) / 2],
  );
  preparer.dispose();
});
