import type { ImageSpec } from '../../image/imageSpec.js';

/** How a prepared picture differs from another one of the same camera, on the scale 0…255. */
export interface PictureDifference {
  /** Of the patches' differences the middle one: the camera's noise, unless half of the picture moves. */
  readonly median: number;
  /** That of the patch that differs most: what moves, however small. */
  readonly largest: number;
  /** What all of the picture has in common, and the others leave out: exposure and white balance. */
  readonly common: number;
}

/** Width and height of a cell in pixels: its mean has a quarter of the noise of a pixel. */
const CELL = 4;
/** Width and height of a patch in cells. */
const PATCH = 4;
const CHANNELS = 3;

/**
 * Compares pictures by means of 4 × 4 pixels, patch by patch (16 × 16 pixels). A patch's difference is the
 * root of the mean square over its cells and channels, once each channel's gain and offset between the
 * two pictures are taken out: an exposure that hunts is no motion.
 */
export class PictureComparison {
  readonly #width: number;
  readonly #height: number;
  readonly #std: readonly number[];
  readonly #columns: number;
  readonly #rows: number;
  readonly #patchColumns: number;
  /** Numbers of a patch: fewer at the edges. */
  readonly #patchSizes: Float64Array;
  readonly #sums: Float64Array;
  /** Pixels of a cell: fewer at the edges. */
  readonly #cellSizes: Float32Array;

  constructor({ width, height, std }: Pick<ImageSpec, 'width' | 'height' | 'std'>) {
    this.#width = width;
    this.#height = height;
    this.#std = std;
    this.#columns = Math.ceil(width / CELL);
    this.#rows = Math.ceil(height / CELL);
    this.#patchColumns = Math.ceil(this.#columns / PATCH);
    this.#patchSizes = new Float64Array(this.#patchColumns * Math.ceil(this.#rows / PATCH));
    this.#sums = new Float64Array(this.#patchSizes.length);
    this.#cellSizes = new Float32Array(this.#columns * this.#rows);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        this.#cellSizes[Math.floor(y / CELL) * this.#columns + Math.floor(x / CELL)]! += 1;
    for (let y = 0; y < this.#rows; y += 1)
      for (let x = 0; x < this.#columns; x += 1) this.#patchSizes[this.#patchOf(x, y)]! += CHANNELS;
  }

  /** Numbers that {@link cells} writes. */
  get length(): number {
    return CHANNELS * this.#cellSizes.length;
  }

  /**
   * Writes the means of a picture's cells, on the scale 0…255 but for the pack's own means.
   *
   * @param pixels as the X-Encoder reads them: `[3, height, width]`
   * @param out `[3, rows, columns]`
   */
  cells(pixels: Float32Array, out: Float32Array): void {
    const width = this.#width;
    const columns = this.#columns;
    const whole = width - (width % CELL);
    const sizes = this.#cellSizes;
    out.fill(0);
    let from = 0;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const plane = channel * sizes.length;
      for (let y = 0; y < this.#height; y += 1) {
        let to = plane + Math.floor(y / CELL) * columns;
        const end = from + width;
        for (const last = from + whole; from < last; from += CELL) {
          out[to]! += pixels[from]! + pixels[from + 1]! + pixels[from + 2]! + pixels[from + 3]!;
          to += 1;
        }
        for (; from < end; from += 1) out[to]! += pixels[from]!;
      }
      const scale = this.#std[channel]!;
      for (let cell = 0; cell < sizes.length; cell += 1) out[plane + cell]! *= scale / sizes[cell]!;
    }
  }

  /** Of two pictures' cells. */
  difference(now: Float32Array, before: Float32Array): PictureDifference {
    const cells = this.#cellSizes.length;
    this.#sums.fill(0);
    let common = 0;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const plane = channel * cells;
      const { gain, offset, square } = affine(
        now.subarray(plane, plane + cells),
        before.subarray(plane, plane + cells),
      );
      common += square / CHANNELS;
      let at = plane;
      for (let y = 0; y < this.#rows; y += 1) {
        for (let x = 0; x < this.#columns; x += 1) {
          const rest = now[at]! - gain * before[at]! - offset;
          this.#sums[this.#patchOf(x, y)]! += rest * rest;
          at += 1;
        }
      }
    }
    const patches = this.#sums.map((sum, patch) => sum / this.#patchSizes[patch]!).sort();
    return {
      median: Math.sqrt(patches[patches.length >> 1]!),
      largest: Math.sqrt(patches.at(-1)!),
      common: Math.sqrt(common),
    };
  }

  #patchOf(x: number, y: number): number {
    return Math.floor(y / PATCH) * this.#patchColumns + Math.floor(x / PATCH);
  }
}

/** Least squares of `now = gain × before + offset`, and the mean square of what that changes. */
function affine(
  now: Float32Array,
  before: Float32Array,
): { readonly gain: number; readonly offset: number; readonly square: number } {
  const count = now.length;
  let sumNow = 0;
  let sumBefore = 0;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < count; i += 1) {
    const a = now[i]!;
    const b = before[i]!;
    sumNow += a;
    sumBefore += b;
    squares += b * b;
    products += a * b;
  }
  const meanNow = sumNow / count;
  const meanBefore = sumBefore / count;
  const variance = squares / count - meanBefore ** 2;
  // A picture without contrast has no gain.
  const gain = variance > 1 ? (products / count - meanNow * meanBefore) / variance : 1;
  const square = (meanNow - meanBefore) ** 2 + (gain - 1) ** 2 * variance;
  return { gain, offset: meanNow - gain * meanBefore, square };
}
