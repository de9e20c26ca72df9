import type { RawImage } from '../frame.js';
import type { Encoding } from './encodings.js';
import { placement, type ImageSpec } from './imageSpec.js';
import { matType, openCv, type Mat, type OpenCv } from './opencv.js';
import { planeScale, writePlanes } from './planes.js';
import { LinearSampler } from './sampleLinear.js';
import { checkRawImage } from './validate.js';

/**
 * Raw pixels of any supported encoding → the X-Encoder's input. Colour order costs nothing here:
 * packed pixels are reordered while they are normalised. Where the pack resizes linearly, pixels of 8 bit
 * are sampled as they lie, 4:2:2, 4:2:0 and Bayer converted at the places that count. Others are
 * resized by OpenCV, and converted first, at full size. Memory and Mats are kept from frame to frame;
 * `dispose` frees them.
 */
export class FramePreparer {
  readonly #cv: OpenCv = openCv();
  readonly #interpolation: number;
  readonly #colour: Mat = new this.#cv.Mat();
  readonly #small: Mat = new this.#cv.Mat();
  #pointer = 0;
  #capacity = 0;
  #input: Mat | undefined;
  #inputGeometry = '';
  readonly #spec: ImageSpec;
  readonly #sampler: LinearSampler;

  constructor(spec: ImageSpec) {
    this.#spec = spec;
    this.#sampler = new LinearSampler(spec, planeScale(spec));
    this.#interpolation = {
      linear: this.#cv.INTER_LINEAR,
      area: this.#cv.INTER_AREA,
      cubic: this.#cv.INTER_CUBIC,
    }[spec.interpolation];
  }

  /** Numbers that `prepare` writes: 3 × height × width. */
  get length(): number {
    return 3 * this.#spec.height * this.#spec.width;
  }

  /**
   * Writes float32 `[3, height, width]` into `out`.
   * @throws {VljepaError} FRAME_* where the message does not describe a picture.
   */
  prepare(image: RawImage, out: Float32Array): void {
    const encoding = checkRawImage(image);
    const target = placement(this.#spec, image.width, image.height);
    if (this.#sampler.handles(encoding)) {
      this.#sampler.sample(image, encoding, target, out);
      return;
    }
    let picture = this.#load(image, encoding);
    let channels: number = encoding.channels;
    if (encoding.toRgb !== undefined) {
      const code = (this.#cv as unknown as Record<string, number>)[encoding.toRgb]!;
      this.#cv.cvtColor(picture, this.#colour, code);
      picture = this.#colour;
      channels = 3;
    }
    if (target.width !== image.width || target.height !== image.height) {
      const size = new this.#cv.Size(target.width, target.height);
      this.#cv.resize(picture, this.#small, size, 0, 0, this.#interpolation);
      picture = this.#small;
    } else if (picture === this.#input && image.step !== image.width * channels) {
      // Same size, padded rows: a resize to the same size drops the padding.
      this.#cv.resize(
        picture,
        this.#small,
        new this.#cv.Size(target.width, target.height),
        0,
        0,
        0,
      );
      picture = this.#small;
    }
    const data = encoding.bytesPerChannel === 1 ? picture.data : picture.data16U;
    writePlanes({ data, channels, rgb: encoding.rgb, placement: target }, this.#spec, out);
  }

  dispose(): void {
    this.#input?.delete();
    this.#input = undefined;
    this.#colour.delete();
    this.#small.delete();
    this.#cv._free(this.#pointer);
    this.#pointer = 0;
  }

  /** Copies the pixels into OpenCV's memory, rows and padding as they are, and lays a Mat over them. */
  #load(image: RawImage, encoding: Encoding): Mat {
    const rows = image.height * encoding.rowsPerRow;
    const bytes = Math.min(image.data.byteLength, rows * image.step);
    if (rows * image.step > this.#capacity) {
      this.#cv._free(this.#pointer);
      this.#capacity = rows * image.step;
      this.#pointer = this.#cv._malloc(this.#capacity);
      this.#inputGeometry = '';
    }
    const pixels = image.data.subarray(0, bytes);
    this.#cv.HEAPU8.set(pixels, this.#pointer);
    if (encoding.bytesPerChannel === 2 && image.bigEndian) {
      swapBytes(this.#cv.HEAPU16.subarray(this.#pointer / 2, (this.#pointer + bytes) / 2));
    }
    const geometry = `${image.encoding} ${image.width} ${rows} ${image.step}`;
    if (this.#input === undefined || geometry !== this.#inputGeometry) {
      this.#input?.delete();
      const type = matType(encoding.bytesPerChannel, encoding.channels);
      this.#input = new this.#cv.Mat(rows, image.width, type, this.#pointer, image.step);
      this.#inputGeometry = geometry;
    }
    return this.#input;
  }
}

/** Big-endian 16 bit to this machine's little-endian, in place. */
function swapBytes(words: Uint16Array): void {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    words[i] = ((word & 0xff) << 8) | (word >>> 8);
  }
}
