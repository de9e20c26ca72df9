import type { RawImage } from '../frame.js';
import { ConvertedRows } from './convertedRows.js';
import type { Encoding } from './encodings.js';
import type { ImageSpec, Placement } from './imageSpec.js';
import { linearAxis, type LinearAxis } from './linearAxis.js';
import type { PlaneScale } from './planes.js';

const RGB = [0, 1, 2] as const;

/** What pictures of one size and layout have in common. */
interface Geometry {
  readonly key: string;
  /** Offsets in the bytes of a row. */
  readonly columns: LinearAxis;
  /** Offsets in the picture's bytes; of a picture that is converted, numbers of its rows. */
  readonly rows: LinearAxis;
  /** Where red, green and blue are in a pixel. */
  readonly rgb: Encoding['rgb'];
  readonly converted: ConvertedRows | undefined;
}

/**
 * Resizes 8-bit pixels by linear interpolation, reorders and normalises them in one pass, straight from
 * the message's bytes: only the pixels that count are read and, where they are not RGB, converted. Where
 * a picture becomes smaller that is to the last bit what OpenCV's `cvtColor` and `resize` with
 * INTER_LINEAR give, whose arithmetic of whole numbers this is; where it grows, a level may round the
 * other way.
 */
export class LinearSampler {
  #geometry: Geometry | undefined;
  readonly #spec: ImageSpec;
  readonly #scale: PlaneScale;

  constructor(spec: ImageSpec, scale: PlaneScale) {
    this.#spec = spec;
    this.#scale = scale;
  }

  /** Whether pixels of that encoding, resized as the pack wants it, are sampled here; grey is faster by OpenCV. */
  handles({ bytesPerChannel, channels, toRgb, pixelRow }: Encoding): boolean {
    const packed = bytesPerChannel === 1 && channels >= 3 && toRgb === undefined;
    return this.#spec.interpolation === 'linear' && (packed || pixelRow !== undefined);
  }

  /**
   * Writes float32 `[3, height, width]` into `out`.
   *
   * @param image checked
   */
  sample(image: RawImage, encoding: Encoding, target: Placement, out: Float32Array): void {
    const { data } = image;
    const geometry = this.#fit(image, encoding, target);
    const { converted } = geometry;
    const { before, after } = geometry.rows;
    converted?.forget();
    for (let y = 0; y < this.#spec.height; y += 1) {
      const from = before[y]!;
      const to = after[y]!;
      if (converted === undefined) {
        this.#writeRow(geometry, y, data, from, data, to, out);
      } else {
        const above = converted.row(image, from, to);
        const below = converted.row(image, to, from);
        this.#writeRow(geometry, y, above, 0, below, 0, out);
      }
    }
  }

  /** The row `y` of the planes, between two rows of the picture. */
  #writeRow(
    { columns, rows, rgb }: Geometry,
    y: number,
    above: Uint8Array,
    aboveAt: number,
    below: Uint8Array,
    belowAt: number,
    out: Float32Array,
  ): void {
    const { before, after, weightBefore, weightAfter } = columns;
    const { width, height } = this.#spec;
    const plane = width * height;
    const [red, green, blue] = rgb;
    // Where the channels of the first and the last plane are in a pixel.
    const [first, last] = this.#spec.channels === 'rgb' ? [red, blue] : [blue, red];
    const [gain0, gain1, gain2] = this.#scale.gain;
    const [bias0, bias1, bias2] = this.#scale.bias;
    const c = rows.weightBefore[y]!;
    const d = rows.weightAfter[y]!;
    let to = y * width;
    for (let x = 0; x < width; x += 1) {
      const left = before[x]!;
      const right = after[x]!;
      const a = weightBefore[x]!;
      const b = weightAfter[x]!;
      const p = aboveAt + left;
      const q = aboveAt + right;
      const r = belowAt + left;
      const s = belowAt + right;
      const level0 =
        (((c * ((above[p + first]! * a + above[q + first]! * b) >> 4)) >> 16) +
          ((d * ((below[r + first]! * a + below[s + first]! * b) >> 4)) >> 16) +
          2) >>
        2;
      const level1 =
        (((c * ((above[p + green]! * a + above[q + green]! * b) >> 4)) >> 16) +
          ((d * ((below[r + green]! * a + below[s + green]! * b) >> 4)) >> 16) +
          2) >>
        2;
      const level2 =
        (((c * ((above[p + last]! * a + above[q + last]! * b) >> 4)) >> 16) +
          ((d * ((below[r + last]! * a + below[s + last]! * b) >> 4)) >> 16) +
          2) >>
        2;
      out[to] = level0 * gain0 + bias0;
      out[to + plane] = level1 * gain1 + bias1;
      out[to + 2 * plane] = level2 * gain2 + bias2;
      to += 1;
    }
  }

  #fit(image: RawImage, encoding: Encoding, target: Placement): Geometry {
    const { width, height, step } = image;
    const key = `${encoding.name} ${width} ${height} ${step}`;
    if (this.#geometry?.key === key) return this.#geometry;
    const { channels, pixelRow, rgb } = encoding;
    const across = (pixel: number): LinearAxis =>
      linearAxis(width, target.width, target.left, this.#spec.width, pixel);
    const down = (row: number): LinearAxis =>
      linearAxis(height, target.height, target.top, this.#spec.height, row);
    this.#geometry =
      pixelRow === undefined
        ? { key, columns: across(channels), rows: down(step), rgb, converted: undefined }
        : {
            key,
            columns: pairwise(across(1)),
            rows: down(1),
            rgb: RGB,
            converted: new ConvertedRows(pixelRow, neighbours(across(1))),
          };
    return this.#geometry;
  }
}

/** The two columns of each place, one after the other. */
function neighbours({ before, after }: LinearAxis): Int32Array {
  return Int32Array.from(
    { length: 2 * before.length },
    (_, i) => (i % 2 ? after : before)[i >> 1]!,
  );
}

/** Offsets of what {@link neighbours} names, in RGB. */
function pairwise(axis: LinearAxis): LinearAxis {
  const { length } = axis.before;
  return {
    ...axis,
    before: Int32Array.from({ length }, (_, x) => 6 * x),
    after: Int32Array.from({ length }, (_, x) => 6 * x + 3),
  };
}
