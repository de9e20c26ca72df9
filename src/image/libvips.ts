import sharp, { type Sharp } from 'sharp';
import type { RawImage } from '../frame.js';
import type { Size } from './imageSpec.js';
import { MAX_PIXELS } from './validate.js';

// Each frame is read once, and the other cores belong to the robot.
sharp.cache(false);
sharp.concurrency(1);

/** What is done with a picture before its pixels are read. */
export type Steps = (picture: Sharp) => Sharp;

export interface Reading {
  readonly image: RawImage;
  /** Warnings of libjpeg or libpng. */
  readonly said: readonly string[];
}

/**
 * An image file → rgb8 or mono8, off this thread.
 *
 * libvips keeps its messages in one place for all pictures: `said`, and an error's message, may be
 * about another picture that is decompressed at the same time, and may be missing for this one. A
 * caller that needs certainty runs {@link alone}.
 *
 * @param failOn `warning`: at the first one, except those about the last rows, which only go to `said`
 * @throws libvips' own errors
 */
export async function readPixels(
  bytes: Uint8Array,
  failOn: 'warning' | 'truncated',
  steps: Steps = (picture) => picture,
): Promise<Reading> {
  const said: string[] = [];
  const picture = sharp(bytes, {
    failOn,
    // In one go: row by row takes a fifth longer.
    sequentialRead: false,
    limitInputPixels: MAX_PIXELS,
    // A colour profile is ignored, as other readers of camera images do: it costs a third.
    ignoreIcc: true,
  }).on('warning', (warning: string) => {
    said.push(warning.trim());
    oddities += 1;
  });
  try {
    const { data, info } = await steps(picture).raw().toBuffer({ resolveWithObject: true });
    const image: RawImage = {
      kind: 'raw',
      encoding: info.channels === 1 ? 'mono8' : 'rgb8',
      width: info.width,
      height: info.height,
      step: info.width * info.channels,
      bigEndian: false,
      data,
    };
    return { image, said };
  } catch (error) {
    oddities += 1;
    throw error;
  }
}

/**
 * Makes a picture smaller, every pixel counted. A JPEG file is decompressed at a half, a quarter or an
 * eighth of its size by libjpeg where that is large enough; for the rest libvips takes weighted means.
 */
export function reduced({ width, height }: Size): Steps {
  return (picture) => picture.resize(width, height, { fit: 'fill', kernel: 'linear' });
}

let oddities = 0;

/** Grows with every warning and error: a file that was read while it stayed the same had none. */
export function odditiesSoFar(): number {
  return oddities;
}

/** Resolves when everything that was to run alone has run. */
let turn: Promise<void> = Promise.resolve();
const running = new Set<Promise<unknown>>();

/** Runs concurrently with others, but not with what runs {@link alone}. */
export async function beside<T>(task: () => Promise<T>): Promise<T> {
  for (let waited; waited !== turn; await waited) waited = turn;
  const result = task();
  running.add(result);
  try {
    return await result;
  } finally {
    running.delete(result);
  }
}

/** Runs while nothing else does. */
export async function alone<T>(task: () => Promise<T>): Promise<T> {
  const before = turn;
  let end = (): void => {};
  turn = new Promise((resolve) => (end = resolve));
  await before;
  await Promise.allSettled(running);
  try {
    return await task();
  } finally {
    end();
  }
}
