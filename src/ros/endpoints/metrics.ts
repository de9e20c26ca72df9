import { metricsMessage, type MetricsMessage } from '../../messages/metrics.js';
import { keepLast } from '../rcl.js';
import { SerializedPublisher } from '../serializedPublisher.js';
import type { Endpoint, NodeContext } from './endpoint.js';

/** `~/metrics`: once a second, in every state of the lifecycle. */
export function openMetrics({ node }: NodeContext): Endpoint {
  const publisher = new SerializedPublisher<MetricsMessage>(
    node,
    'vljepa/msg/Metrics',
    '~/metrics',
    keepLast(10, 'reliable'),
  );
  return {
    report: ({ snapshot }) => publisher.publish(metricsMessage(snapshot)),
    close: () => publisher.destroy(),
  };
}
