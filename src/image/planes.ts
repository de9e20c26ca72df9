import type { ImageSpec, Placement } from './imageSpec.js';

/** A resized picture, channels interleaved. */
export interface SmallPicture {
  readonly data: Uint8Array | Uint16Array;
  readonly channels: number;
  /** Index of red, green and blue within a pixel. */
  readonly rgb: readonly [number, number, number];
  readonly placement: Placement;
}

/** Full scale of 16 bit over full scale of 8 bit: 65535 / 255. */
const from16 = 257;

/** Turns a resized picture into what the X-Encoder reads: float32, channel after channel, normalised. */
export class PlaneWriter {
  /** Normalised value of each 8-bit level, for each output channel. */
  private readonly levels: readonly Float32Array[];

  constructor(private readonly spec: ImageSpec) {
    this.levels = [0, 1, 2].map((channel) =>
      Float32Array.from({ length: 256 }, (_, level) => this.normalise(channel, level)),
    );
  }

  /** Writes `3 × height × width` numbers into `out`. */
  write(picture: SmallPicture, out: Float32Array): void {
    const order = this.spec.channels === 'rgb' ? [0, 1, 2] : [2, 1, 0];
    const size = this.spec.width * this.spec.height;
    order.forEach((colour, channel) => {
      const offset = picture.rgb[colour] ?? 0;
      const plane = out.subarray(channel * size, (channel + 1) * size);
      if (picture.data instanceof Uint8Array) {
        this.plane8(picture.data, picture, offset, this.levels[channel] as Float32Array, plane);
      } else {
        this.plane16(picture.data, picture, offset, channel, plane);
      }
    });
  }

  private plane8(
    data: Uint8Array,
    { channels, placement }: SmallPicture,
    offset: number,
    levels: Float32Array,
    plane: Float32Array,
  ): void {
    const { width, height } = this.spec;
    for (let y = 0, to = 0; y < height; y += 1) {
      let from = ((y + placement.top) * placement.width + placement.left) * channels + offset;
      for (let x = 0; x < width; x += 1, from += channels, to += 1) {
        plane[to] = levels[data[from] as number] as number;
      }
    }
  }

  private plane16(
    data: Uint16Array,
    { channels, placement }: SmallPicture,
    offset: number,
    channel: number,
    plane: Float32Array,
  ): void {
    const { width, height } = this.spec;
    for (let y = 0, to = 0; y < height; y += 1) {
      let from = ((y + placement.top) * placement.width + placement.left) * channels + offset;
      for (let x = 0; x < width; x += 1, from += channels, to += 1) {
        plane[to] = this.normalise(channel, (data[from] as number) / from16);
      }
    }
  }

  private normalise(channel: number, level: number): number {
    return (level - (this.spec.mean[channel] ?? 0)) / (this.spec.std[channel] ?? 1);
  }
}
