import { atEndSignal } from './endSignals.js';
import { VljepaError } from './errors.js';
import { endSpareThread, prewarmEngine } from './inference/workerEngine.js';
import { splitArguments } from './ros/arguments.js';
import { PerceptionNode } from './ros/perceptionNode.js';
import { ros } from './ros/rcl.js';

/**
 * The longest that an orderly end may take: launch sends SIGKILL after ten seconds. It takes a tenth
 * of one, but on a busy machine the libraries may still be loading, and a process that exits meanwhile
 * aborts.
 */
const LONGEST_END_MS = 9000;

async function start(): Promise<PerceptionNode> {
  const args = splitArguments(process.argv);
  // Libraries load in the worker while the node comes up.
  prewarmEngine();
  // rclnodejs would shut its contexts down under the running node, and at SIGINT alone.
  ros.removeSignalHandlers();
  await ros.init(ros.Context.defaultContext(), [...args.rcl]);
  return new PerceptionNode(args);
}

async function close(starting: Promise<PerceptionNode>): Promise<void> {
  setTimeout(() => process.exit(0), LONGEST_END_MS).unref();
  const node = await starting;
  await node.close();
  await endSpareThread();
  ros.shutdown();
  process.exit(0);
}

try {
  const starting = start();
  let closing = undefined as Promise<void> | undefined;
  atEndSignal(() => void (closing ??= close(starting)));
  const node = await starting;
  if (!closing) {
    node.spin();
    await node.autostart();
  }
} catch (error) {
  if (!(error instanceof VljepaError)) throw error;
  process.stderr.write(`vljepa: ${error.message}\n`);
  await endSpareThread();
  process.exit(1);
}
