import { fixTime, fromNanoSec, toNanoSec } from '@foxglove/rostime';

/** `builtin_interfaces/Time` as message objects carry it. */
export interface Time {
  readonly sec: number;
  readonly nanosec: number;
}

/** Nanoseconds → a stamp. Before 1970 `sec` is negative and `nanosec` still counts up, as in ROS. */
export function toTime(stampNs: bigint): Time {
  const { sec, nsec } = fixTime(fromNanoSec(stampNs), true);
  return { sec, nanosec: nsec };
}

export function toNanoseconds({ sec, nanosec }: Time): bigint {
  return toNanoSec({ sec, nsec: nanosec });
}
