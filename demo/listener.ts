import { parse } from '@foxglove/rosmsg';
import { MessageReader } from '@foxglove/rosmsg2-serialization';
import { messageDefinition } from '../src/messages/definitions.js';
import type { MetricsMessage } from '../src/messages/metrics.js';
import type { DecodedTextMessage, WorldStateMessage } from '../src/messages/outputs.js';
import { keepLast, type Node } from '../src/ros/rcl.js';

export interface ListenerCallbacks {
  readonly state: (message: WorldStateMessage) => void;
  readonly text: (message: DecodedTextMessage) => void;
}

/** Subscribes to what the node publishes, as any other program on the robot would. */
export class Listener {
  /** The newest message of ~/metrics; undefined until one has come. */
  metrics: MetricsMessage | undefined;

  constructor(node: Node, callbacks: ListenerCallbacks) {
    const states = reader<WorldStateMessage>(messageDefinition('vljepa/msg/WorldState'));
    const texts = reader<DecodedTextMessage>(messageDefinition('vljepa/msg/DecodedText'));
    const metrics = reader<MetricsMessage>(messageDefinition('vljepa/msg/Metrics'));
    const qos = keepLast(100, 'reliable');
    node.createSubscription(
      'vljepa/msg/WorldState',
      '/vljepa/world_state',
      { qos, isRaw: true },
      (message: Uint8Array) => callbacks.state(states(message)),
    );
    node.createSubscription(
      'vljepa/msg/DecodedText',
      '/vljepa/text',
      { qos, isRaw: true },
      (message: Uint8Array) => callbacks.text(texts(message)),
    );
    node.createSubscription(
      'vljepa/msg/Metrics',
      '/vljepa/metrics',
      { qos, isRaw: true },
      (message: Uint8Array) => {
        this.metrics = metrics(message);
      },
    );
  }
}

function reader<T>(definition: string): (message: Uint8Array) => T {
  const read = new MessageReader<T>(parse(definition, { ros2: true }));
  return (message) => read.readMessage(message);
}
