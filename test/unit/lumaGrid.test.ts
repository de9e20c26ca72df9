import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRID_SIDE, lumaGrid } from '../../src/image/lumaGrid.js';
import type { ImageSpec } from '../../src/image/imageSpec.js';

const spec = (side: number, channels: 'rgb' | 'bgr'): ImageSpec => ({
  width: side,
  height: side,
  resize: 'stretch',
  crop: 'none',
  interpolation: 'linear',
  channels,
  mean: [120, 110, 100],
  std: [50, 60, 70],
});

/** The X-Encoder's input of a picture: red, green and blue by pixel. */
function planes(
  { width, height, channels, mean, std }: ImageSpec,
  pixel: (x: number, y: number) => readonly [number, number, number],
): Float32Array {
  const size = width * height;
  const out = new Float32Array(3 * size);
  for (let at = 0; at < size; at++) {
    const colour = pixel(at % width, Math.floor(at / width));
    const inOrder = channels === 'rgb' ? colour : colour.toReversed();
    inOrder.forEach((value, c) => (out[c * size + at] = (value - mean[c]!) / std[c]!));
  }
  return out;
}

const luma = ([r, g, b]: readonly [number, number, number]) => 0.299 * r + 0.587 * g + 0.114 * b;

test('each cell is the mean luma of its pixels, whatever the order of colours', () => {
  const colour = (x: number, y: number) => [x * 4, y * 4, (x + y) % 7] as const;
  for (const channels of ['rgb', 'bgr'] as const) {
    const own = spec(48, channels);
    const grid = lumaGrid(planes(own, colour), own);
    assert.equal(grid.length, GRID_SIDE ** 2);
    for (const [row, column] of [
      [0, 0],
      [3, 11],
      [15, 15],
    ] as const) {
      let sum = 0;
      for (let y = 3 * row; y < 3 * row + 3; y++)
        for (let x = 3 * column; x < 3 * column + 3; x++) sum += luma(colour(x, y));
      assert.ok(Math.abs(grid[row * GRID_SIDE + column]! - sum / 9) < 1e-3);
    }
  }
});

test('a picture smaller than the grid fills it all the same', () => {
  const own = spec(4, 'rgb');
  const grid = lumaGrid(
    planes(own, () => [200, 200, 200]),
    own,
  );
  assert.ok(grid.every((value) => Math.abs(value - 200) < 1e-3));
});
