import type { ImageSpec } from './imageSpec.js';

/** Cells along each side of a grid. */
export const GRID_SIDE = 16;

/** Weights of red, green and blue in luma, by ITU-R BT.601. */
const WEIGHTS: readonly number[] = [0.299, 0.587, 0.114];

/**
 * A frame as a few numbers: mean luma, 0 to 255, of `[16, 16]` cells.
 *
 * @param planes the X-Encoder's input, `[3, height, width]`; cells of a smaller picture share pixels
 */
export function lumaGrid(planes: Float32Array, spec: ImageSpec): Float32Array {
  const { width, height, mean, std } = spec;
  const weights = spec.channels === 'rgb' ? WEIGHTS : WEIGHTS.toReversed();
  const [a, b, c] = weights.map((weight, i) => weight * std[i]!) as [number, number, number];
  const black = weights.reduce((sum, weight, i) => sum + weight * mean[i]!, 0);
  const plane = width * height;
  const grid = new Float32Array(GRID_SIDE * GRID_SIDE);
  for (let row = 0; row < GRID_SIDE; row++) {
    const [top, bottom] = span(row, height);
    for (let column = 0; column < GRID_SIDE; column++) {
      const [left, right] = span(column, width);
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let at = y * width + left; at < y * width + right; at++)
          sum += a * planes[at]! + b * planes[at + plane]! + c * planes[at + 2 * plane]!;
      grid[row * GRID_SIDE + column] = black + sum / ((bottom - top) * (right - left));
    }
  }
  return grid;
}

/** The pixels of a cell, one at least. */
function span(cell: number, pixels: number): [number, number] {
  const from = Math.floor((cell * pixels) / GRID_SIDE);
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * pixels) / GRID_SIDE))];
}
