import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { toTime } from '../../src/messages/stamp.js';

/** What a camera may look at. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × 3. */
  readonly rgb: Buffer;
}

const CAT = fileURLToPath(new URL('../../../test/fixtures/cat.png', import.meta.url));
const WIDTH = 320;
const HEIGHT = 240;

/** A photograph of a cat. */
export async function cat(width = WIDTH, height = HEIGHT): Promise<Picture> {
  const rgb = await sharp(CAT)
    .removeAlpha()
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { width, height, rgb };
}

/** A drawn brick wall: nothing like the cat. */
export async function wall(width = WIDTH, height = HEIGHT): Promise<Picture> {
  const rows = Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 7 }, (_, column) => {
      const x = (column - (row % 2) / 2) * 60;
      return `<rect x="${x}" y="${row * 30}" width="56" height="26" fill="#a0452f"/>`;
    }).join(''),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" preserveAspectRatio="none" width="${width}" height="${height}"><rect width="320" height="240" fill="#c8c0b4"/>${rows.join('')}</svg>`;
  const rgb = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  return { width, height, rgb };
}

/** A picture of one colour. */
export function plain(red: number, green: number, blue: number): Picture {
  const [width, height] = [64, 48];
  const rgb = Buffer.alloc(width * height * 3, Buffer.from([red, green, blue]));
  return { width, height, rgb };
}

/** Scenes that the tiny packs tell apart as well as two can be. */
export const red = plain(250, 0, 0);
export const green = plain(0, 250, 0);
/** What a camera shows whose lens cap is on. */
export const black = plain(1, 1, 1);

export interface Stamped {
  readonly stampNs: bigint;
  readonly frameId?: string;
}

/** `sensor_msgs/Image`, rgb8; `changed` replaces fields, `data` among them, to make it a bad one. */
export function image(
  { width, height, rgb }: Picture,
  { stampNs, frameId = 'camera_optical_frame' }: Stamped,
  { data = rgb, ...changed }: { data?: Uint8Array } & Record<string, unknown> = {},
): object {
  return {
    header: { stamp: toTime(stampNs), frame_id: frameId },
    height,
    width,
    encoding: 'rgb8',
    is_bigendian: 0,
    step: width * 3,
    ...changed,
    data: { base64: Buffer.from(data).toString('base64') },
  };
}

/** `sensor_msgs/CompressedImage` of a file's bytes. */
export function compressedImage(
  file: Uint8Array,
  { stampNs, frameId = 'camera_optical_frame' }: Stamped,
  format = 'rgb8; jpeg compressed bgr8',
): object {
  return {
    header: { stamp: toTime(stampNs), frame_id: frameId },
    format,
    data: { base64: Buffer.from(file).toString('base64') },
  };
}

export function jpegFile({ width, height, rgb }: Picture): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

export function pngFile({ width, height, rgb }: Picture): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
