import type { RawImage } from '../frame.js';
import type { PixelRow } from './pixelRow.js';

interface Row {
  index: number;
  readonly rgb: Uint8Array;
}

/** The pixels of a picture's rows that a resize reads, as RGB. The last two rows are kept. */
export class ConvertedRows {
  readonly #convert: PixelRow;
  readonly #columns: Int32Array;
  readonly #rows: readonly [Row, Row];

  /** @param columns that are read, in the order in which a converted row has them */
  constructor(convert: PixelRow, columns: Int32Array) {
    this.#convert = convert;
    this.#columns = columns;
    const empty = (): Row => ({ index: -1, rgb: new Uint8Array(3 * columns.length) });
    this.#rows = [empty(), empty()];
  }

  /** To be called before the first row of another picture. */
  forget(): void {
    for (const row of this.#rows) row.index = -1;
  }

  /**
   * Three bytes a column, valid until two other rows were read.
   *
   * @param beside the other row that must stay valid
   */
  row(image: RawImage, index: number, beside: number): Uint8Array {
    const [one, other] = this.#rows;
    if (one.index === index) return one.rgb;
    if (other.index === index) return other.rgb;
    const row = one.index === beside ? other : one;
    row.index = index;
    this.#convert(image, index, this.#columns, row.rgb);
    return row.rgb;
  }
}
