import { VljepaError } from '../../errors.js';
import { openService } from '../service.js';
import type { ConfiguredContext, Endpoint } from './endpoint.js';

/** More would keep the Y-Encoder from the cameras' windows. */
const MOST_TEXTS = 256;
const LONGEST_TEXT = 2000;

/** `~/encode_text`: texts → embeddings in the space of S_y. */
export function openEncodeText({ node, pipeline, calls }: ConfiguredContext): Endpoint {
  return openService(
    node,
    'vljepa/srv/EncodeText',
    '~/encode_text',
    ({ texts }: { readonly texts: readonly string[] }) => {
      check(texts);
      return calls.run(async () => {
        const { id, embeddingDimension: dimension } = pipeline.engine.pack;
        const embeddings = new Float32Array(texts.length * dimension);
        // One at a time: a camera's window waits for one of them at most.
        for (const [i, text] of texts.entries()) {
          const [embedding] = await pipeline.engine.encodeText([text]);
          embeddings.set(embedding!, i * dimension);
        }
        return { success: true, message: '', pack: id, dimension, embeddings };
      });
    },
    (message) => ({ success: false, message, pack: '', dimension: 0, embeddings: [] }),
  );
}

/** @throws CALL_REFUSED */
function check(texts: readonly string[]): void {
  if (texts.length === 0 || texts.length > MOST_TEXTS) {
    throw new VljepaError(
      'CALL_REFUSED',
      `expected 1 to ${MOST_TEXTS} texts, got ${texts.length}: split the list`,
    );
  }
  const long = texts.find((text) => text.length > LONGEST_TEXT);
  if (long !== undefined) {
    throw new VljepaError(
      'CALL_REFUSED',
      `expected texts of at most ${LONGEST_TEXT} characters, got ${long.length}; shorten it`,
    );
  }
}
