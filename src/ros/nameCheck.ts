import type { Diagnosis } from '../metrics/diagnoses.js';
import type { NodeLog } from './nodeLog.js';
import { fullyQualifiedName, joinedName, type Node } from './rcl.js';

/**
 * Finds other nodes of this node's name. ROS 2 allows them, but their services are one: a call, a parameter
 * or a transition reaches either, and their world states come on one topic.
 */
export class NameCheck {
  readonly #node: Node;
  readonly #log: NodeLog;
  /** Nodes of that name at the last look. */
  #before = 1;
  #told = 1;

  constructor(node: Node, log: NodeLog) {
    this.#node = node;
    this.#log = log;
  }

  /** Looks at the graph, once a second; a number of nodes that is new is a line in the log. */
  look(): Diagnosis {
    const name = fullyQualifiedName(this.#node);
    const found = this.#node
      .getNodeNamesAndNamespaces()
      .filter((node) => joinedName(node.namespace, node.name) === name);
    // One look alone may see a node that ends, beside the one that takes its place.
    const nodes = Math.min(found.length, this.#before);
    this.#before = found.length;
    const message = `${nodes} nodes are called ${name}: parameters, queries and transitions reach either of them; start the other under a name of its own (-r __node:=NAME) or in a namespace (-r __ns:=/NAME)`;
    if (nodes > 1 && nodes !== this.#told) this.#log.warn(message);
    this.#told = nodes;
    const task = 'name';
    const values = { 'Nodes of this name': Math.max(1, nodes) };
    return nodes > 1
      ? { level: 'warn', task, message, values }
      : { level: 'ok', task, message: `no other node is called ${name}`, values };
  }
}
