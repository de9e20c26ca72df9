import { worldStateMessage, type WorldStateMessage } from '../../messages/outputs.js';
import { keepLast } from '../rcl.js';
import { SerializedPublisher } from '../serializedPublisher.js';
import type { ConfiguredContext, Endpoint } from './endpoint.js';

/** `~/world_state`: every window of every camera and query. */
export function openWorldState({ node, pipeline }: ConfiguredContext): Endpoint {
  const publisher = new SerializedPublisher<WorldStateMessage>(
    node,
    'vljepa/msg/WorldState',
    '~/world_state',
    keepLast(10, 'reliable'),
  );
  return {
    perceived(perception, telemetry) {
      if (perception.kind !== 'state') return;
      const { state } = perception;
      const startedMs = performance.now();
      const latencyMs = startedMs - state.receivedMs;
      publisher.publish(worldStateMessage(state, pipeline.engine.pack.id, latencyMs / 1000));
      telemetry.measure('publish', performance.now() - startedMs);
      telemetry.measure('total', latencyMs);
    },
    close: () => publisher.destroy(),
  };
}
