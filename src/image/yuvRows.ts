import type { PixelRow } from './pixelRow.js';

/** BT.601, studio range, in OpenCV's whole numbers: parts of 2^20. */
const SHIFT = 20;
const HALF = 1 << (SHIFT - 1);
const LUMA = 1220542;
const RED_OF_V = 1673527;
const GREEN_OF_U = -409993;
const GREEN_OF_V = -852492;
const BLUE_OF_U = 2116026;

/** Levels between −258 and 534, plus this, clamped to 0…255: half the time of a clamped array. */
const BELOW = 300;
const CLAMPED = Uint8Array.from({ length: 900 }, (_, i) => Math.min(Math.max(0, i - BELOW), 255));

function write(rgb: Uint8Array, at: number, luma: number, u: number, v: number): void {
  const level = Math.max(0, luma - 16) * LUMA + HALF;
  const du = u - 128;
  const dv = v - 128;
  rgb[at] = CLAMPED[((level + RED_OF_V * dv) >> SHIFT) + BELOW]!;
  rgb[at + 1] = CLAMPED[((level + GREEN_OF_V * dv + GREEN_OF_U * du) >> SHIFT) + BELOW]!;
  rgb[at + 2] = CLAMPED[((level + BLUE_OF_U * du) >> SHIFT) + BELOW]!;
}

/** 4:2:2: two pixels in four bytes; `luma` says which of two bytes is luma. */
export const yuv422Row =
  (luma: 0 | 1): PixelRow =>
  ({ data, step }, row, columns, rgb) => {
    const line = row * step;
    const chroma = line + 1 - luma;
    for (let i = 0; i < columns.length; i += 1) {
      const x = columns[i]!;
      const pair = chroma + 2 * (x & ~1);
      write(rgb, 3 * i, data[line + 2 * x + luma]!, data[pair]!, data[pair + 2]!);
    }
  };

/** 4:2:0: a plane of luma, then one of U and V in turn; `u` says which of the two comes first. */
export const semiplanarRow =
  (u: 0 | 1): PixelRow =>
  ({ data, height, step }, row, columns, rgb) => {
    const line = row * step;
    const chroma = (height + (row >> 1)) * step;
    for (let i = 0; i < columns.length; i += 1) {
      const x = columns[i]!;
      const pair = chroma + (x & ~1);
      write(rgb, 3 * i, data[line + x]!, data[pair + u]!, data[pair + 1 - u]!);
    }
  };

/** 4:2:0 in three planes without padding: luma, then `first` and the other chroma. */
export const planarRow =
  (first: 'u' | 'v'): PixelRow =>
  ({ data, width, height }, row, columns, rgb) => {
    const line = row * width;
    const plane = (width * height) / 4;
    const chroma = width * height + (row >> 1) * (width / 2);
    const u = first === 'u' ? chroma : chroma + plane;
    const v = first === 'u' ? chroma + plane : chroma;
    for (let i = 0; i < columns.length; i += 1) {
      const x = columns[i]!;
      write(rgb, 3 * i, data[line + x]!, data[u + (x >> 1)]!, data[v + (x >> 1)]!);
    }
  };
