import { VljepaError } from '../errors.js';
import type { RawImage } from '../frame.js';
import type { Size } from './imageSpec.js';
import { lacksRestarts, lastInterval } from './jpegRestarts.js';
import { alone, beside, odditiesSoFar, readPixels, reduced, type Steps } from './libvips.js';
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
 * @param size to reduce it to; libjpeg reads all of its data nevertheless
 * @throws {VljepaError} FRAME_CORRUPT, or libvips' own errors.
 */
export async function decompressJpeg(bytes: Uint8Array, size?: Size): Promise<DecompressedJpeg> {
  const steps = size && reduced(size);
  const image = await beside(() => readAtOnce(bytes, steps));
  return image === undefined ? alone(() => readOdd(bytes, steps)) : { image, warned: false };
}

/** The image, if libjpeg gave no warning about this picture or one that is read at the same time. */
async function readAtOnce(bytes: Uint8Array, steps?: Steps): Promise<RawImage | undefined> {
  const before = odditiesSoFar();
  try {
    const { image } = await readPixels(bytes, 'warning', steps);
    return odditiesSoFar() === before ? image : undefined;
  } catch {
    return undefined;
  }
}

/**
 * libjpeg reports only the first fault that it finds, so faults of the headers are repaired before it
 * reads the file again.
 */
async function readOdd(bytes: Uint8Array, steps?: Steps): Promise<DecompressedJpeg> {
  const asItIs = await strictly(bytes, steps);
  if (asItIs.image && asItIs.said.length === 0) return { image: asItIs.image, warned: false };
  const repaired = repairJpeg(bytes);
  const { image, said } = await strictly(repaired, steps);
  refuseLoss(said);
  if (said.length > 0) {
    // libjpeg does not report what was lost after the first fault.
    if (lacksRestarts(repaired)) throw corrupt('restart markers are missing: the data ends early');
    const last = lastInterval(repaired);
    if (last) refuseLoss((await strictly(last)).said);
  }
  return { image: image ?? (await readPixels(repaired, 'truncated', steps)).image, warned: true };
}

async function strictly(
  bytes: Uint8Array,
  steps?: Steps,
): Promise<{ image: RawImage | undefined; said: readonly string[] }> {
  try {
    return await readPixels(bytes, 'warning', steps);
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
