import { CdrReader } from '@foxglove/cdr';
import { toNanoseconds } from './stamp.js';

/** A pose with the stamp and the frame of its message. */
export interface StampedPose {
  readonly stampNs: bigint;
  readonly frameId: string;
  /** Metres. */
  readonly position: readonly [x: number, y: number, z: number];
  /** Unit quaternion. */
  readonly orientation: readonly [x: number, y: number, z: number, w: number];
}

/** Types of messages that tell a pose: each begins with a header, and the pose is next but for a name. */
export const POSE_TYPES: readonly string[] = [
  'geometry_msgs/msg/PoseStamped',
  'geometry_msgs/msg/PoseWithCovarianceStamped',
  'nav_msgs/msg/Odometry',
];

/**
 * Reads the pose of a serialized message (CDR).
 *
 * @param type one of {@link POSE_TYPES}
 * @returns undefined where the bytes end early, or numbers are not finite
 */
export function readPose(type: string, message: Uint8Array): StampedPose | undefined {
  try {
    const cdr = new CdrReader(message);
    const stampNs = toNanoseconds({ sec: cdr.int32(), nanosec: cdr.uint32() });
    const frameId = cdr.string();
    if (type === 'nav_msgs/msg/Odometry') cdr.string();
    const [x, y, z, qx, qy, qz, qw] = Array.from({ length: 7 }, () => cdr.float64());
    const all = [x, y, z, qx, qy, qz, qw] as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (cdr.decodedBytes > message.byteLength || !all.every(Number.isFinite)) return undefined;
    return {
      stampNs,
      frameId,
      position: [all[0], all[1], all[2]],
      orientation: [all[3], all[4], all[5], all[6]],
    };
  } catch {
    return undefined;
  }
}
