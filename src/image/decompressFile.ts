import { VljepaError } from '../errors.js';
import type { CompressedImage, RawImage } from '../frame.js';
import { decompressJpeg } from './decompressJpeg.js';
import { decompressPng } from './decompressPng.js';
import { readFileHeader, type FileHeader } from './fileHeader.js';
import { reducedSize, type ImageSpec } from './imageSpec.js';
import { checkSize } from './validate.js';

export interface DecompressedFile {
  /** Of the file's size, or of the size that the pack wants, before it is cropped. */
  readonly image: RawImage;
  /** `jpeg_warning`, `png_warning`: the file has faults, but all of its pixels are there. */
  readonly warnings: readonly string[];
}

/**
 * Most pixels that a byte of the file can stand for, so that a few bytes cannot take the memory of a large
 * picture. JPEG: a bit for each block of 8 × 8, of components that share 4 × 4 such blocks. PNG: one bit
 * a pixel, deflated to 1032 times less at best.
 */
const PIXELS_OF_A_BYTE = { jpeg: 8 * 64 * 16, png: 8 * 1032 } as const;

/**
 * JPEG or PNG → rgb8, off this thread (libvips). The bytes decide which it is; `format` only shows
 * what was intended where they are neither. Gray, palette, alpha and 16 bit become 8-bit RGB. A file
 * with missing pixels is refused: half a picture would be taken for a change of the world.
 *
 * A binding of libjpeg-turbo took half the time, but only with the fast, inexact DCT: embeddings
 * of the sample bag then had cosines down to 0.98 with those of exact pixels.
 * @param spec where a pack allows it, its size is what a much larger JPEG becomes
 * @throws {VljepaError} FRAME_EMPTY, FRAME_ENCODING, FRAME_TOO_LARGE, FRAME_CORRUPT.
 */
export async function decompressFile(
  { format, data }: CompressedImage,
  spec?: ImageSpec,
): Promise<DecompressedFile> {
  if (data.byteLength === 0) {
    throw new VljepaError('FRAME_EMPTY', 'the compressed image has no data');
  }
  if (/compresseddepth/i.test(format)) throw unsupported(format);
  const { type, width, height } = headerOf(data, format);
  checkSize(width, height);
  if (data.byteLength * PIXELS_OF_A_BYTE[type] < width * height) {
    throw new VljepaError(
      'FRAME_CORRUPT',
      `${data.byteLength} bytes cannot hold ${width} × ${height} pixels: the ${type} file is incomplete, or claims another size than its own`,
    );
  }
  try {
    const { image, warned } = await (type === 'jpeg'
      ? decompressJpeg(data, spec && reducedSize(spec, width, height))
      : decompressPng(data));
    return { image, warnings: warned ? [`${type}_warning`] : [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new VljepaError(
      'FRAME_CORRUPT',
      `the ${type} file of ${width} × ${height} pixels cannot be decompressed: ${reason}`,
      { cause: error },
    );
  }
}

function headerOf(data: Uint8Array, format: string): FileHeader {
  try {
    return readFileHeader(data);
  } catch (error) {
    const meant = format.trim().toLowerCase();
    throw meant === '' || /jpe?g|png/.test(meant) ? error : unsupported(format);
  }
}

function unsupported(format: string): VljepaError {
  return new VljepaError(
    'FRAME_ENCODING',
    `compressed format "${format}" is not supported; publish jpeg or png`,
  );
}
