import { describeError } from '../errors.js';
import type { Node } from './rcl.js';

/**
 * Opens a service whose answer may take its time; `close` closes it.
 *
 * @param answer gives the response's fields for those of a request
 * @param failed gives the response for an answer that threw, from the error in words, with its code
 */
export function openService<Request>(
  node: Node,
  type: string,
  name: string,
  answer: (request: Request) => object | Promise<object>,
  failed: (message: string) => object,
): { close(): void } {
  let open = true;
  const service = node.createService(type, name, (request, response) => {
    const answered = async () => answer(request as Request);
    void answered()
      .catch((error: unknown) => failed(describeError(error)))
      .then((fields) => {
        // The node may have been cleaned up while the answer was being worked out.
        if (open) response.send(fields);
      })
      .catch((error: unknown) =>
        node.getLogger().warn(`an answer of ${name} is lost: ${describeError(error)}`),
      );
  });
  return {
    close() {
      open = false;
      node.destroyService(service);
    },
  };
}
