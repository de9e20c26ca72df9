/** What a system writes when it ends: of each stage when it had ended (system clock, ms), and how long it took (ms). */
export type StageTimes = Readonly<
  Record<string, readonly (readonly [endMs: number, ms: number])[]>
>;

/** The durations of stages that ended in an interval of the system clock, ns. */
export function durationsWithin(
  times: StageTimes,
  startNs: bigint,
  endNs: bigint,
): ReadonlyMap<string, readonly number[]> {
  const [start, end] = [Number(startNs) / 1e6, Number(endNs) / 1e6];
  return new Map(
    Object.entries(times).map(([stage, measured]) => [
      stage,
      measured.filter(([at]) => at >= start && at < end).map(([, ms]) => ms),
    ]),
  );
}
