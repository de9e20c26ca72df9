import { VljepaError } from '../../errors.js';
import { decode, decodedText } from '../../operators/decodeText.js';
import type { JudgedState } from '../../worldState.js';
import { openService } from '../service.js';
import type { ConfiguredContext, Endpoint, Pipeline } from './endpoint.js';

/** `~/describe`: one text now for each camera and query, published with reason REQUEST. */
export function openDescribe({ node, pipeline }: ConfiguredContext): Endpoint {
  return openService(
    node,
    'std_srvs/srv/Trigger',
    '~/describe',
    async () => {
      const texts = await Promise.all(
        newestStates(pipeline).map(async (state) => {
          const { minProbability } = pipeline.live.text;
          const { engine } = pipeline;
          const decoded = await decode(engine, state, state.embedding, 'REQUEST', minProbability);
          return decodedText(state, decoded, 'REQUEST');
        }),
      );
      for (const text of texts) pipeline.give({ kind: 'text', text });
      const lines = texts.map(({ camera, text }) => `${camera}: ${text}`);
      return { success: true, message: lines.join('\n') };
    },
    (message) => ({ success: false, message }),
  );
}

/** @throws CAMERA_SILENT where no camera has given a world state yet */
function newestStates({ newestStates, cameras, active }: Pipeline): readonly JudgedState[] {
  if (newestStates.length > 0) return newestStates;
  const names = cameras.map(({ name }) => name).join(', ');
  throw new VljepaError(
    'CAMERA_SILENT',
    active
      ? `no image has arrived yet from ${names}: see /diagnostics`
      : 'the node is not active: activate it first',
  );
}
