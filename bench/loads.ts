/** What the cameras publish while a node is measured. */
export interface Load {
  readonly name: string;
  /** For people: one line. */
  readonly description: string;
  readonly cameras: number;
  readonly width: number;
  readonly height: number;
  /** JPEG as `sensor_msgs/CompressedImage`, else rgb8. */
  readonly compressed: boolean;
  /** Images per second and camera, at most. */
  readonly rateHz: number;
}

/** The node's sampling rate, Hz: every frame of every load is due. */
export const EVERY_FRAME_HZ = 1000;

/** Frames are reliable with depth 1 on both sides, so that a missing state is due to the node. */
export type Reliability = 'reliable' | 'best_effort';
export const RELIABILITY: Reliability = 'reliable';

export const loads: readonly Load[] = [
  {
    name: '640x480_rgb8',
    description: 'one camera, 640×480 rgb8, 30 Hz',
    cameras: 1,
    width: 640,
    height: 480,
    compressed: false,
    rateHz: 30,
  },
  {
    name: '1280x720_rgb8',
    description: 'one camera, 1280×720 rgb8, 30 Hz',
    cameras: 1,
    width: 1280,
    height: 720,
    compressed: false,
    rateHz: 30,
  },
  {
    name: '1280x720_jpeg',
    description: 'one camera, 1280×720 JPEG, 30 Hz',
    cameras: 1,
    width: 1280,
    height: 720,
    compressed: true,
    rateHz: 30,
  },
  {
    name: 'flood',
    description: 'one camera, 640×480 rgb8, as fast as the publisher can, at most 1000 Hz',
    cameras: 1,
    width: 640,
    height: 480,
    compressed: false,
    rateHz: EVERY_FRAME_HZ,
  },
  {
    name: 'four_cameras',
    description: 'four cameras that trigger together, 640×480 rgb8, 10 Hz each',
    cameras: 4,
    width: 640,
    height: 480,
    compressed: false,
    rateHz: 10,
  },
];

/** Names and base topics of a load's cameras. */
export function camerasOf(
  load: Load,
): readonly { readonly name: string; readonly topic: string }[] {
  return Array.from({ length: load.cameras }, (_, index) => ({
    name: `camera${index}`,
    topic: `/camera${index}/image_raw${load.compressed ? '/compressed' : ''}`,
  }));
}
