import { keepLast } from '../rcl.js';
import type { ConfiguredContext, Endpoint } from './endpoint.js';

/** `~/query`: another X_q while the node is running, by its parameter `query`. */
export function openQuery({ node, log, pipeline, setParameters }: ConfiguredContext): Endpoint {
  const subscription = node.createSubscription(
    'std_msgs/msg/String',
    '~/query',
    { qos: keepLast(1, 'reliable') },
    ({ data: query }: { readonly data: string }) => {
      const { successful, reason } = setParameters({ query });
      if (!successful) return log.warn(`query: ${reason}`);
      const { id, readsQuery } = pipeline.engine.pack;
      log.info(
        `query: ${JSON.stringify(query)}${readsQuery ? '' : `; the pack ${id} does not read queries, its world states stay the same`}`,
      );
    },
  );
  return { close: () => node.destroySubscription(subscription) };
}
