/** `builtin_interfaces/Time` as message objects carry it. */
export interface Time {
  readonly sec: number;
  readonly nanosec: number;
}

const NS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds → a stamp. Before 1970 `sec` is negative and `nanosec` still counts up, as in ROS. */
export function toTime(stampNs: bigint): Time {
  const nanosec = ((stampNs % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
  return { sec: Number((stampNs - nanosec) / NS_PER_SECOND), nanosec: Number(nanosec) };
}

export function toNanoseconds({ sec, nanosec }: Time): bigint {
  return BigInt(sec) * NS_PER_SECOND + BigInt(nanosec);
}
