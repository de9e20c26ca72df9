/** How a load's images are published: raw, or JPEG as `sensor_msgs/CompressedImage`. */
export type LoadEncoding = 'rgb8' | 'bayer_rggb8' | 'nv12' | 'jpeg';

/** What the cameras publish while a node is measured. */
export interface Load {
  readonly name: string;
  readonly cameras: number;
  readonly width: number;
  readonly height: number;
  readonly encoding: LoadEncoding;
  /** Images per second and camera, at most. */
  readonly rateHz: number;
  /** The cameras trigger one after the other, evenly apart, not together. */
  readonly apart: boolean;
  /**
   * They see a scene that stands still, with the noise of a sensor, not another picture each time; this
   * node's gate is on.
   */
  readonly still: boolean;
}

/** The node's sampling rate, Hz: every frame of every load is due. */
export const EVERY_FRAME_HZ = 1000;

/** Frames are reliable with depth 1 on both sides, so that a missing state is due to the node. */
export type Reliability = 'reliable' | 'best_effort';
export const RELIABILITY: Reliability = 'reliable';

const camera: Omit<Load, 'name'> = {
  cameras: 1,
  width: 640,
  height: 480,
  encoding: 'rgb8',
  rateHz: 30,
  apart: false,
  still: false,
};
const hd = { ...camera, width: 1280, height: 720 };
const fullHd = { ...camera, width: 1920, height: 1080 };

/** What `npm run bench` measures unless told otherwise. */
export const usualLoads: readonly Load[] = [
  { name: '640x480_rgb8', ...camera },
  { name: '1280x720_rgb8', ...hd },
  { name: '1280x720_jpeg', ...hd, encoding: 'jpeg' },
  { name: 'flood', ...camera, rateHz: EVERY_FRAME_HZ },
  { name: 'four_cameras', ...camera, cameras: 4, rateHz: 10 },
];

export const loads: readonly Load[] = [
  ...usualLoads,
  { name: '1920x1080_rgb8', ...fullHd },
  { name: '1280x720_bayer', ...hd, encoding: 'bayer_rggb8' },
  { name: '1280x720_nv12', ...hd, encoding: 'nv12' },
  { name: '1920x1080_jpeg', ...fullHd, encoding: 'jpeg' },
  { name: '3840x2160_jpeg', ...camera, width: 3840, height: 2160, encoding: 'jpeg', rateHz: 10 },
  { name: '10_hz', ...camera, rateHz: 10 },
  { name: '60_hz', ...camera, rateHz: 60 },
  { name: 'two_cameras', ...camera, cameras: 2, rateHz: 10 },
  { name: 'four_cameras_apart', ...camera, cameras: 4, rateHz: 10, apart: true },
  { name: 'eight_cameras', ...camera, cameras: 8, rateHz: 10, apart: true },
  { name: 'still_640x480', ...camera, still: true },
  { name: 'still_1280x720', ...hd, still: true },
];

/** One line for people. */
export function describeLoad(load: Load): string {
  const { cameras, apart, width, height, encoding, rateHz, still } = load;
  const together = apart ? 'that trigger one after the other' : 'that trigger together';
  const rate =
    rateHz === EVERY_FRAME_HZ
      ? `as fast as the publisher can, at most ${rateHz} Hz`
      : `${rateHz} Hz${cameras > 1 ? ' each' : ''}`;
  return [
    cameras === 1 ? 'one camera' : `${IN_WORDS[cameras] ?? cameras} cameras ${together}`,
    `${width}×${height} ${encoding === 'jpeg' ? 'JPEG' : encoding}`,
    rate,
    ...(still ? ['a scene that stands still, gate on'] : []),
  ].join(', ');
}

const IN_WORDS: Readonly<Record<number, string>> = { 2: 'two', 4: 'four', 8: 'eight' };

/** Names and base topics of a load's cameras. */
export function camerasOf(
  load: Load,
): readonly { readonly name: string; readonly topic: string }[] {
  return Array.from({ length: load.cameras }, (_, index) => ({
    name: `camera${index}`,
    topic: `/camera${index}/image_raw${load.encoding === 'jpeg' ? '/compressed' : ''}`,
  }));
}
