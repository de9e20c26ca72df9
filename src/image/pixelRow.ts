import type { RawImage } from '../frame.js';

/**
 * Converts pixels of one row of a picture to RGB, as OpenCV's `cvtColor` does.
 *
 * @param image checked
 * @param columns of the row, each in the picture
 * @param rgb three bytes for each of `columns`, written
 */
export type PixelRow = (image: RawImage, row: number, columns: Int32Array, rgb: Uint8Array) => void;
