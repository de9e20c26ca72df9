import { atEndSignal } from './endSignals.js';
import { VljepaError } from './errors.js';
import { endSpareThread, prewarmEngine } from './inference/workerEngine.js';
import { splitArguments } from './ros/arguments.js';
import { PerceptionNode } from './ros/perceptionNode.js';
import { ros } from './ros/rcl.js';

/** The longest that an orderly end may take; launch sends SIGTERM after five seconds. */
const LONGEST_END_MS = 1500;

async function start(): Promise<PerceptionNode> {
  const args = splitArguments(process.argv);
  // Libraries load in the worker while the node comes up.
  prewarmEngine();
  // rclnodejs would shut its contexts down under the running node, and at SIGINT alone.
  ros.removeSignalHandlers();
  await ros.init(ros.Context.defaultContext(), [...args.rcl]);
  return new PerceptionNode(args);
}

async function close(node: PerceptionNode | undefined): Promise<void> {
  setTimeout(() => process.exit(0), LONGEST_END_MS).unref();
  await node?.close();
  await endSpareThread();
  if (node) ros.shutdown();
  process.exit(0);
}

try {
  let node: PerceptionNode | undefined = undefined;
  let closing: Promise<void> | undefined;
  atEndSignal(() => void (closing ??= close(node)));
  node = await start();
  node.spin();
  await node.autostart();
} catch (error) {
  if (!(error instanceof VljepaError)) throw error;
  process.stderr.write(`vljepa: ${error.message}\n`);
  process.exit(1);
}
