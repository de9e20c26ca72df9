import { VljepaError } from '../errors.js';
import type { RawImage } from '../frame.js';
import { lacksRestarts, lastInterval } from './jpegRestarts.js';
import { alone, beside, odditiesSoFar, readPixels } from './libvips.js';
import { mendJpeg } from './mendJpeg.js';

export interface DecompressedJpeg {
  readonly image: RawImage;
  /** libjpeg had something to say of the file, and all its pixels are there. */
  readonly warned: boolean;
}

/** What libjpeg may say of the pixels' data that costs no pixel. */
const HARMLESS = /^$|^read gave|extraneous bytes before marker|Inconsistent progression sequence/;

/**
 * What libjpeg reads without a warning is taken at once. It warns of two kinds of things:
 *
 * - Headers that are not quite as they should be, and bytes that belong to nothing: well-known
 *   webcams write such files all the time, and all of their pixels are there. They are read.
 * - Pixels that are missing, because the data ends early, a code does not exist, or restart markers
 *   are out of order. libjpeg puts grey or shifted rows there. OpenCV shows them; a model would take
 *   them for a change of the world, so that the frame is left out and the next one waited for.
 *
 * Damage that makes other codes that do exist is not seen, here as elsewhere.
 *
 * @throws {VljepaError} FRAME_CORRUPT, or libvips' own errors.
 */
export async function decompressJpeg(bytes: Uint8Array): Promise<DecompressedJpeg> {
  const image = await beside(() => readAtOnce(bytes));
  return image === undefined ? alone(() => readOdd(bytes)) : { image, warned: false };
}

/** The image, if libjpeg said nothing of this picture or one beside it. */
async function readAtOnce(bytes: Uint8Array): Promise<RawImage | undefined> {
  const before = odditiesSoFar();
  try {
    const { image } = await readPixels(bytes, 'warning');
    return odditiesSoFar() === before ? image : undefined;
  } catch {
    return undefined;
  }
}

/**
 * libjpeg tells only of the first thing it finds, so what it may say of the headers is mended before
 * it reads once more.
 */
async function readOdd(bytes: Uint8Array): Promise<DecompressedJpeg> {
  const asItIs = await strictly(bytes);
  if (asItIs.image && asItIs.said.length === 0) return { image: asItIs.image, warned: false };
  const mended = mendJpeg(bytes);
  const { image, said } = await strictly(mended);
  refuseLoss(said);
  if (said.length > 0) {
    // Of more that was lost after the first odd thing, libjpeg says nothing.
    if (lacksRestarts(mended)) throw corrupt('restart markers are missing: the data ends early');
    const last = lastInterval(mended);
    if (last) refuseLoss((await strictly(last)).said);
  }
  return { image: image ?? (await readPixels(mended, 'truncated')).image, warned: true };
}

async function strictly(
  bytes: Uint8Array,
): Promise<{ image: RawImage | undefined; said: readonly string[] }> {
  try {
    return await readPixels(bytes, 'warning');
  } catch (error) {
    return { image: undefined, said: (error as Error).message.trim().split('\n') };
  }
}

function refuseLoss(said: readonly string[]): void {
  const loss = said.find((line) => !HARMLESS.test(line));
  if (loss !== undefined) throw corrupt(loss);
}

function corrupt(reason: string): VljepaError {
  return new VljepaError('FRAME_CORRUPT', reason);
}
