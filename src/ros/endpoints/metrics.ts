import { messageDefinition } from '../../messages/definitions.js';
import { metricsMessage, type MetricsMessage } from '../../messages/metrics.js';
import { keepLast } from '../rcl.js';
import { SerializedPublisher } from '../serializedPublisher.js';
import type { Endpoint, NodeContext } from './endpoint.js';

const PERIOD_MS = 1000;

/** `~/metrics`: once a second, in every state of the lifecycle. */
export function openMetrics({ node, snapshot }: NodeContext): Endpoint {
  const publisher = new SerializedPublisher<MetricsMessage>(
    node,
    'vljepa/msg/Metrics',
    messageDefinition('vljepa/msg/Metrics'),
    '~/metrics',
    keepLast(10, 'reliable'),
  );
  const timer = setInterval(() => publisher.publish(metricsMessage(snapshot())), PERIOD_MS);
  return {
    close() {
      clearInterval(timer);
      publisher.destroy();
    },
  };
}
