import { closeSpareEngine, prewarmEngine } from '../engine/openEngine.js';
import type { NodeArguments } from './arguments.js';
import { PerceptionNode } from './perceptionNode.js';
import { asRosError, startRos } from './startRos.js';
import { ros } from './rcl.js';

/** The node with what it needs: a ROS 2 context and the engine's libraries. */
export class RunningNode {
  readonly #node: PerceptionNode;

  private constructor(node: PerceptionNode) {
    this.#node = node;
  }

  /** @throws ROS_ENVIRONMENT, ROS_START, PARAMETER_*; nothing is left running then */
  static async start(args: NodeArguments): Promise<RunningNode> {
    // Libraries load while the node comes up.
    prewarmEngine();
    try {
      await startRos(args.rcl);
      return new RunningNode(new PerceptionNode(args));
    } catch (error) {
      await end();
      throw asRosError(error);
    }
  }

  /** Spins the node, and configures and activates it unless `autostart` is false. */
  async run(): Promise<void> {
    this.#node.spin();
    await this.#node.autostart();
  }

  async close(): Promise<void> {
    await this.#node.close();
    await end();
  }
}

async function end(): Promise<void> {
  await closeSpareEngine();
  ros.shutdown();
}
