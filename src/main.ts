import { splitArguments } from './ros/arguments.js';
import { PerceptionNode } from './ros/perceptionNode.js';
import { ros } from './ros/rcl.js';

/** The longest that an orderly end may take; launch sends SIGTERM after five seconds. */
const LONGEST_END_MS = 1500;

const args = splitArguments(process.argv);
// rclnodejs would shut its contexts down under the running node, and at SIGINT alone.
ros.removeSignalHandlers();
await ros.init(ros.Context.defaultContext(), [...args.rcl]);
const node = new PerceptionNode(args);

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(0), LONGEST_END_MS).unref();
  await node.close();
  ros.shutdown();
  process.exit(0);
}
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());

node.spin();
node.autostart();
