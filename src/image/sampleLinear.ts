import type { RawImage } from '../frame.js';
import type { Encoding } from './encodings.js';
import type { ImageSpec, Placement } from './imageSpec.js';
import type { PlaneScale } from './planes.js';

/** OpenCV's weights of 8-bit pictures are whole parts of 2048. */
const ONE = 2048;

/** For each place along an axis: where its two neighbours begin, and their weights. */
interface Axis {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly weightBefore: Int32Array;
  readonly weightAfter: Int32Array;
}

/**
 * Resizes packed 8-bit pixels by linear interpolation, reorders and normalises them in one pass, straight
 * from the message's bytes: only the pixels that count are read, and nothing is copied. Where a picture becomes
 * smaller that is to the last bit what OpenCV's `resize` with INTER_LINEAR gives, whose arithmetic of whole
 * numbers this is; where it grows, a level may round the other way.
 */
export class LinearSampler {
  #geometry = '';
  #columns: Axis = axis(1, 1, 0, 1, 1);
  #rows: Axis = axis(1, 1, 0, 1, 1);
  readonly #spec: ImageSpec;

  constructor(spec: ImageSpec) {
    this.#spec = spec;
  }

  /** Whether pixels of that encoding, resized as the pack wants it, are sampled here; grey is faster by OpenCV. */
  handles({ bytesPerChannel, channels, toRgb }: Encoding): boolean {
    return (
      this.#spec.interpolation === 'linear' &&
      bytesPerChannel === 1 &&
      channels >= 3 &&
      toRgb === undefined
    );
  }

  /**
   * Writes float32 `[3, height, width]` into `out`.
   *
   * @param image checked
   */
  sample(
    image: RawImage,
    { channels, rgb }: Encoding,
    target: Placement,
    { gain, bias }: PlaneScale,
    out: Float32Array,
  ): void {
    this.#fit(image, channels, target);
    const { data } = image;
    const rows = this.#rows;
    const { before, after, weightBefore, weightAfter } = this.#columns;
    const { width, height } = this.#spec;
    const plane = width * height;
    const [red, green, blue] = rgb;
    // Where the channels of the first and the last plane are in a pixel.
    const [first, last] = this.#spec.channels === 'rgb' ? [red, blue] : [blue, red];
    const [gain0, gain1, gain2] = gain;
    const [bias0, bias1, bias2] = bias;
    let to = 0;
    for (let y = 0; y < height; y += 1) {
      const above = rows.before[y]!;
      const below = rows.after[y]!;
      const c = rows.weightBefore[y]!;
      const d = rows.weightAfter[y]!;
      for (let x = 0; x < width; x += 1) {
        const left = before[x]!;
        const right = after[x]!;
        const a = weightBefore[x]!;
        const b = weightAfter[x]!;
        const p = above + left;
        const q = above + right;
        const r = below + left;
        const s = below + right;
        const level0 =
          (((c * ((data[p + first]! * a + data[q + first]! * b) >> 4)) >> 16) +
            ((d * ((data[r + first]! * a + data[s + first]! * b) >> 4)) >> 16) +
            2) >>
          2;
        const level1 =
          (((c * ((data[p + green]! * a + data[q + green]! * b) >> 4)) >> 16) +
            ((d * ((data[r + green]! * a + data[s + green]! * b) >> 4)) >> 16) +
            2) >>
          2;
        const level2 =
          (((c * ((data[p + last]! * a + data[q + last]! * b) >> 4)) >> 16) +
            ((d * ((data[r + last]! * a + data[s + last]! * b) >> 4)) >> 16) +
            2) >>
          2;
        out[to] = level0 * gain0 + bias0;
        out[to + plane] = level1 * gain1 + bias1;
        out[to + 2 * plane] = level2 * gain2 + bias2;
        to += 1;
      }
    }
  }

  #fit({ width, height, step }: RawImage, channels: number, target: Placement): void {
    const geometry = `${width} ${height} ${step} ${channels}`;
    if (geometry === this.#geometry) return;
    this.#geometry = geometry;
    this.#columns = axis(width, target.width, target.left, this.#spec.width, channels);
    this.#rows = axis(height, target.height, target.top, this.#spec.height, step);
  }
}

/**
 * @param from pixels of the picture, resized to `to`
 * @param first,count what is cropped of these
 * @param stride bytes from one pixel to the next
 */
function axis(from: number, to: number, first: number, count: number, stride: number): Axis {
  const scale = from / to;
  const before = new Int32Array(count);
  const after = new Int32Array(count);
  const weightBefore = new Int32Array(count);
  const weightAfter = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    let at = Math.fround((first + i + 0.5) * scale - 0.5);
    let index = Math.floor(at);
    at = Math.fround(at - index);
    if (index < 0) [index, at] = [0, 0];
    if (index >= from - 1) [index, at] = [from - 1, 0];
    before[i] = index * stride;
    after[i] = Math.min(index + 1, from - 1) * stride;
    weightBefore[i] = roundHalfEven(Math.fround(Math.fround(1 - at) * ONE));
    weightAfter[i] = roundHalfEven(Math.fround(at * ONE));
  }
  return { before, after, weightBefore, weightAfter };
}

/** As processors round by default. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
