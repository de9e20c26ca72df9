import { parse } from '@foxglove/rosmsg';
import { MessageReader } from '@foxglove/rosmsg2-serialization';
import { messageDefinition } from '../src/messages/definitions.js';
import type { DecodedTextMessage, WorldStateMessage } from '../src/messages/outputs.js';
import { keepLast, type Node } from '../src/ros/rcl.js';

interface DiagnosticArray {
  readonly status: readonly {
    readonly name: string;
    readonly values: readonly { readonly key: string; readonly value: string }[];
  }[];
}

export interface ListenerCallbacks {
  readonly state: (message: WorldStateMessage) => void;
  readonly text: (message: DecodedTextMessage) => void;
}

/** Hears what the node publishes, as any other program on the robot would. */
export class Listener {
  /** The newest values of /diagnostics, by the part of the name after `vljepa: `. */
  readonly diagnostics = new Map<string, ReadonlyMap<string, string>>();

  constructor(node: Node, callbacks: ListenerCallbacks) {
    const states = reader<WorldStateMessage>(messageDefinition('vljepa/msg/WorldState'));
    const texts = reader<DecodedTextMessage>(messageDefinition('vljepa/msg/DecodedText'));
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
      'diagnostic_msgs/msg/DiagnosticArray',
      '/diagnostics',
      { qos },
      ({ status }: DiagnosticArray) => {
        for (const { name, values } of status) {
          const task = name.slice(name.indexOf(': ') + 2);
          this.diagnostics.set(task, new Map(values.map(({ key, value }) => [key, value])));
        }
      },
    );
  }
}

function reader<T>(definition: string): (message: Uint8Array) => T {
  const read = new MessageReader<T>(parse(definition, { ros2: true }));
  return (message) => read.readMessage(message);
}
