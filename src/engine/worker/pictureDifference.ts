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
  /** The patch of each cell. */
  readonly #patchOf: Uint32Array;
  /** Numbers of a patch: fewer at the edges. */
  readonly #patchSizes: Float64Array;
  readonly #sums: Float64Array;

  constructor({ width, height, std }: Pick<ImageSpec, 'width' | 'height' | 'std'>) {
    this.#width = width;
    this.#height = height;
    this.#std = std;
    this.#columns = Math.ceil(width / CELL);
    this.#rows = Math.ceil(height / CELL);
    const patchColumns = Math.ceil(this.#columns / PATCH);
    this.#patchOf = Uint32Array.from({ length: this.#columns * this.#rows }, (_, cell) => {
      const [x, y] = [cell % this.#columns, Math.floor(cell / this.#columns)];
      return Math.floor(y / PATCH) * patchColumns + Math.floor(x / PATCH);
    });
    this.#patchSizes = new Float64Array(patchColumns * Math.ceil(this.#rows / PATCH));
    for (const patch of this.#patchOf) this.#patchSizes[patch]! += CHANNELS;
    this.#sums = new Float64Array(this.#patchSizes.length);
  }

  /** Numbers that {@link cells} writes. */
  get length(): number {
    return CHANNELS * this.#patchOf.length;
  }

  /**
   * Writes the means of a picture's cells, on the scale 0…255 but for the pack's own means.
   *
   * @param pixels as the X-Encoder reads them: `[3, height, width]`
   * @param out `[3, rows, columns]`
   */
  cells(pixels: Float32Array, out: Float32Array): void {
    const width = this.#width;
    const height = this.#height;
    const wholeColumns = Math.floor(width / CELL);
    let to = 0;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const scale = this.#std[channel]! / (CELL * CELL);
      for (let y = 0; y < height; y += CELL) {
        const first = (channel * height + y) * width;
        const columns = y + CELL <= height ? wholeColumns : 0;
        // All 16 at once: half the time of a pass along the rows.
        let [a, b, c, d] = [first, first + width, first + 2 * width, first + 3 * width];
        for (let x = 0; x < columns; x += 1) {
          // prettier-ignore
          out[to] =
            (pixels[a]! + pixels[a + 1]! + pixels[a + 2]! + pixels[a + 3]! +
              pixels[b]! + pixels[b + 1]! + pixels[b + 2]! + pixels[b + 3]! +
              pixels[c]! + pixels[c + 1]! + pixels[c + 2]! + pixels[c + 3]! +
              pixels[d]! + pixels[d + 1]! + pixels[d + 2]! + pixels[d + 3]!) *
            scale;
          to += 1;
          a += CELL;
          b += CELL;
          c += CELL;
          d += CELL;
        }
        for (let x = columns; x < this.#columns; x += 1) {
          out[to] = this.#edgeCell(pixels, channel, x * CELL, y);
          to += 1;
        }
      }
    }
  }

  /** Of two pictures' cells. */
  difference(now: Float32Array, before: Float32Array): PictureDifference {
    const sums = this.#sums.fill(0);
    const patchOf = this.#patchOf;
    const count = patchOf.length;
    let common = 0;
    for (let from = 0; from < now.length; from += count) {
      const { gain, offset, square } = affine(now, before, from, count);
      common += square / CHANNELS;
      for (let cell = 0; cell < count; cell += 1) {
        const rest = now[from + cell]! - gain * before[from + cell]! - offset;
        sums[patchOf[cell]!]! += rest * rest;
      }
    }
    const patches = sums.map((sum, patch) => sum / this.#patchSizes[patch]!).sort();
    return {
      median: Math.sqrt(patches[patches.length >> 1]!),
      largest: Math.sqrt(patches.at(-1)!),
      common: Math.sqrt(common),
    };
  }

  /** The mean of a cell that may have fewer pixels. */
  #edgeCell(pixels: Float32Array, channel: number, left: number, top: number): number {
    const right = Math.min(left + CELL, this.#width);
    const bottom = Math.min(top + CELL, this.#height);
    let sum = 0;
    for (let y = top; y < bottom; y += 1)
      for (let x = left; x < right; x += 1)
        sum += pixels[(channel * this.#height + y) * this.#width + x]!;
    return (sum * this.#std[channel]!) / ((right - left) * (bottom - top));
  }
}

/**
 * Least squares of `now = gain × before + offset` over `count` numbers, and the mean square of what that
 * changes.
 */
function affine(
  now: Float32Array,
  before: Float32Array,
  from: number,
  count: number,
): { readonly gain: number; readonly offset: number; readonly square: number } {
  let sumNow = 0;
  let sumBefore = 0;
  let squares = 0;
  let products = 0;
  for (let i = from; i < from + count; i += 1) {
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
