import type { NodeLog } from './nodeLog.js';
import type { Node } from './rcl.js';

const PERIOD_MS = 1000;
/** Simulated time stays 0 until /clock is published; after so many seconds the log says so. */
const SECONDS_WITHOUT_TIME = 5;

/**
 * Calls `report` once a second, in every state of the lifecycle, and warns if simulated time does
 * not start.
 *
 * @param report called with the node's clock in nanoseconds
 */
export function startStatusTimer(
  node: Node,
  log: NodeLog,
  report: (nowNs: bigint) => void,
): NodeJS.Timeout {
  let secondsWithoutTime = 0;
  return setInterval(() => {
    const nowNs = node.getClock().now().nanoseconds;
    if (nowNs === 0n && ++secondsWithoutTime === SECONDS_WITHOUT_TIME) {
      log.warn(
        'use_sim_time is true, but /clock has given no time yet: start the simulation, or play the bag with --clock; images are read all the same',
      );
    }
    report(nowNs);
  }, PERIOD_MS);
}
