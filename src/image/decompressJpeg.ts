import { VljepaError } from '../errors.js';
import type { RawImage } from '../frame.js';
import { lacksRestarts, lastInterval } from './jpegRestarts.js';
import { alone, beside, odditiesSoFar, readPixels } from './libvips.js';
import { repairJpeg } from './repairJpeg.js';

export interface DecompressedJpeg {
  readonly image: RawImage;
  /** libjpeg warned about the file, but all of its pixels are there. */
  readonly warned: boolean;
}

/** Messages of libjpeg about the pixels' data that cost no pixel. */
const HARMLESS = /^$|^read gave|extraneous bytes before marker|Inconsistent progression sequence/;

/**
 * A file that libjpeg reads without a warning is used at once. It warns of two kinds of faults:
 *
 * - Faulty headers, and bytes that belong to no segment: well-known webcams write such files all the
 *   time, and all of their pixels are there. They are read.
 * - Pixels that are missing, because the data ends early, a code does not exist, or restart markers
 *   are out of order. libjpeg puts grey or shifted rows there. OpenCV returns them; a model would
 *   take them for a change of the world, so the frame is dropped.
 *
 * Damage that turns codes into other valid codes is not detected, here as in other readers.
 *
 * @throws {VljepaError} FRAME_CORRUPT, or libvips' own errors.
 */
export async function decompressJpeg(bytes: Uint8Array): Promise<DecompressedJpeg> {
  const image = await beside(() => readAtOnce(bytes));
  return image === undefined ? alone(() => readOdd(bytes)) : { image, warned: false };
}

/** The image, if libjpeg gave no warning about this picture or one that is read at the same time. */
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
 * libjpeg reports only the first fault that it finds, so faults of the headers are repaired before it
 * reads the file again.
 */
async function readOdd(bytes: Uint8Array): Promise<DecompressedJpeg> {
  const asItIs = await strictly(bytes);
  if (asItIs.image && asItIs.said.length === 0) return { image: asItIs.image, warned: false };
  const repaired = repairJpeg(bytes);
  const { image, said } = await strictly(repaired);
  refuseLoss(said);
  if (said.length > 0) {
    // libjpeg does not report what was lost after the first fault.
    if (lacksRestarts(repaired)) throw corrupt('restart markers are missing: the data ends early');
    const last = lastInterval(repaired);
    if (last) refuseLoss((await strictly(last)).said);
  }
  return { image: image ?? (await readPixels(repaired, 'truncated')).image, warned: true };
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
