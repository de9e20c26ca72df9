import { VljepaError } from '../errors.js';
import { bayerRow } from './bayerRow.js';
import type { PixelRow } from './pixelRow.js';
import { planarRow, semiplanarRow, yuv422Row } from './yuvRows.js';

/** One way of storing pixels, under the name that `sensor_msgs/image_encodings.hpp` gives it. */
export interface Encoding {
  readonly name: string;
  readonly bytesPerChannel: 1 | 2;
  /** Channels of one stored pixel; 4:2:2 holds luma and one of the chroma, planar 4:2:0 and Bayer one. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Where red, green and blue are in a pixel, once `toRgb` was applied where there is one. */
  readonly rgb: readonly [number, number, number];
  /** OpenCV's name of the conversion to RGB that must come before resizing. */
  readonly toRgb?: string;
  /** The same for single pixels, with the same result; where it is left out, whole pictures are converted. */
  readonly pixelRow?: PixelRow;
  /** Rows of the buffer for each row of the picture: 1.5 for planar 4:2:0, whose chroma follows the luma. */
  readonly rowsPerRow: 1 | 1.5;
  /** False where rows must follow each other without padding: no convention says how it is laid out. */
  readonly mayBePadded: boolean;
  /** Width and height must be multiples of these. */
  readonly widthMultiple: 1 | 2;
  readonly heightMultiple: 1 | 2;
  /** Smallest width and height; demosaicing needs a neighbour on each side. */
  readonly smallest: number;
}

const rgb = [0, 1, 2] as const;
const bgr = [2, 1, 0] as const;
const gray = [0, 0, 0] as const;

const packed = (
  name: string,
  channels: 1 | 3 | 4,
  order: readonly [number, number, number],
  bytesPerChannel: 1 | 2 = 1,
): Encoding => ({
  name,
  bytesPerChannel,
  channels,
  rgb: order,
  rowsPerRow: 1,
  mayBePadded: true,
  widthMultiple: 1,
  heightMultiple: 1,
  smallest: 1,
});

const yuv422 = (name: string, toRgb: string, luma: 0 | 1): Encoding => ({
  ...packed(name, 1, rgb),
  channels: 2,
  toRgb,
  pixelRow: yuv422Row(luma),
  widthMultiple: 2,
});

const yuv420 = (
  name: string,
  toRgb: string,
  pixelRow: PixelRow,
  mayBePadded: boolean,
): Encoding => ({
  ...packed(name, 1, rgb),
  toRgb,
  pixelRow,
  mayBePadded,
  rowsPerRow: 1.5,
  widthMultiple: 2,
  heightMultiple: 2,
});

/**
 * ROS names a pattern by its first 2 × 2 pixels, OpenCV by the second row's second and third: ROS'
 * RGGB is OpenCV's BG.
 */
const bayer = (pattern: string, openCvName: string, pixelRow: PixelRow): Encoding[] =>
  ([1, 2] as const).map((bytes) => ({
    ...packed(`bayer_${pattern}${8 * bytes}`, 1, rgb, bytes),
    toRgb: `COLOR_Bayer${openCvName}2RGB`,
    ...(bytes === 1 && { pixelRow }),
    smallest: 3,
  }));

const table: readonly Encoding[] = [
  packed('rgb8', 3, rgb),
  packed('bgr8', 3, bgr),
  packed('rgba8', 4, rgb),
  packed('bgra8', 4, bgr),
  packed('mono8', 1, gray),
  packed('rgb16', 3, rgb, 2),
  packed('bgr16', 3, bgr, 2),
  packed('rgba16', 4, rgb, 2),
  packed('bgra16', 4, bgr, 2),
  packed('mono16', 1, gray, 2),
  // What cv_bridge calls a cv::Mat: OpenCV's order, as RViz takes it.
  packed('8UC1', 1, gray),
  packed('8UC3', 3, bgr),
  packed('8UC4', 4, bgr),
  packed('16UC1', 1, gray, 2),
  packed('16UC3', 3, bgr, 2),
  packed('16UC4', 4, bgr, 2),
  yuv422('yuv422', 'COLOR_YUV2RGB_UYVY', 1),
  yuv422('uyvy', 'COLOR_YUV2RGB_UYVY', 1),
  yuv422('yuv422_yuy2', 'COLOR_YUV2RGB_YUY2', 0),
  yuv422('yuyv', 'COLOR_YUV2RGB_YUY2', 0),
  yuv420('nv12', 'COLOR_YUV2RGB_NV12', semiplanarRow(0), true),
  yuv420('nv21', 'COLOR_YUV2RGB_NV21', semiplanarRow(1), true),
  yuv420('i420', 'COLOR_YUV2RGB_I420', planarRow('u'), false),
  yuv420('yv12', 'COLOR_YUV2RGB_YV12', planarRow('v'), false),
  ...bayer('rggb', 'BG', bayerRow(0, 0)),
  ...bayer('bggr', 'RG', bayerRow(1, 1)),
  ...bayer('gbrg', 'GR', bayerRow(0, 1)),
  ...bayer('grbg', 'GB', bayerRow(1, 0)),
];

const key = (name: string): string => name.trim().toLowerCase();
const byName = new Map(table.map((encoding) => [key(encoding.name), encoding]));

/** Every supported encoding's name. */
export const encodingNames: readonly string[] = table.map((encoding) => encoding.name);

/**
 * Drivers differ in case, and some leave spaces around a name.
 * @throws {VljepaError} FRAME_ENCODING, with the list of what is supported.
 */
export function encodingNamed(name: string): Encoding {
  const encoding = byName.get(key(name));
  if (encoding === undefined) {
    const measured = /^\s*(8s|16s|32|64)/i.test(name)
      ? ' (it holds measurements, such as depth)'
      : '';
    throw new VljepaError(
      'FRAME_ENCODING',
      `encoding "${name}" is not supported${measured}; publish one of ${encodingNames.join(', ')}`,
    );
  }
  return encoding;
}
