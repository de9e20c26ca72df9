import { VljepaError } from '../errors.js';
import { checkEnvironment } from './environment.js';
import { ros } from './rcl.js';

/**
 * Starts ROS 2 in this process.
 *
 * @param args what rcl reads: `--ros-args` and what follows
 * @throws ROS_ENVIRONMENT, ROS_START
 */
export async function startRos(args: readonly string[]): Promise<void> {
  checkEnvironment(process.env, args);
  // rclnodejs would shut its contexts down under the running program, and at SIGINT alone.
  ros.removeSignalHandlers();
  try {
    await ros.init(ros.Context.defaultContext(), [...args]);
  } catch (error) {
    throw asRosError(error);
  }
}

/** Errors of rcl and of the middleware end with the line of C or C++ that they come from. */
const FROM_ROS = /(, at \S+\.c(pp)?:\d+)+$/;

/** An error of ROS 2 as a VljepaError; any other unchanged. */
export function asRosError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof VljepaError) return error;
  if (!FROM_ROS.test(error.message)) return error;
  const reason = error.message.replace(FROM_ROS, '');
  return new VljepaError('ROS_START', `ROS 2 does not start: ${reason}`, { cause: error });
}
