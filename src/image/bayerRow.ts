import type { PixelRow } from './pixelRow.js';

/**
 * A Bayer pattern in 8 bit, by the means of the nearest pixels of each colour.
 *
 * @param redColumn,redRow of the red pixel in a cell of 2 × 2
 */
export const bayerRow =
  (redColumn: 0 | 1, redRow: 0 | 1): PixelRow =>
  ({ data, width, height, step }, row, columns, rgb) => {
    // OpenCV gives a pixel of the edge the colours of the one beside it.
    const y = Math.min(Math.max(row, 1), height - 2);
    const line = y * step;
    const isRedRow = (y & 1) === redRow;
    // Where the row's own colour, and the other one of red and blue, are in a pixel.
    const own = isRedRow ? 0 : 2;
    const other = 2 - own;
    for (let i = 0; i < columns.length; i += 1) {
      const x = Math.min(Math.max(columns[i]!, 1), width - 2);
      const at = line + x;
      const beside = data[at - 1]! + data[at + 1]!;
      const above = at - step;
      const below = at + step;
      if (((x & 1) === redColumn) === isRedRow) {
        const corners = data[above - 1]! + data[above + 1]! + data[below - 1]! + data[below + 1]!;
        rgb[3 * i + own] = data[at]!;
        rgb[3 * i + 1] = (beside + data[above]! + data[below]! + 2) >> 2;
        rgb[3 * i + other] = (corners + 2) >> 2;
      } else {
        rgb[3 * i + own] = (beside + 1) >> 1;
        rgb[3 * i + 1] = data[at]!;
        rgb[3 * i + other] = (data[above]! + data[below]! + 1) >> 1;
      }
    }
  };
