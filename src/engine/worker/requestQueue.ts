import type { EngineRequest } from '../messages.js';

/** A request that waits in the worker. */
export interface Waiting {
  readonly request: EngineRequest;
}

/** Kinds of which several run as one batch. */
const batched: readonly string[] = ['encode', 'predict'];

/**
 * Takes the next group off the queue: predictions whose clips are encoded, else the first request that
 * waits for no clip, and with it those of its kind, at most `maxBatch`. A clip whose tokens are ready is
 * finished before another one is started: that takes a tenth as long. Empty where nothing waits.
 */
export function takeGroup<T extends Waiting>(queue: T[], maxBatch: number): T[] {
  const encoding = new Set(
    queue.flatMap(({ request }) => (request.kind === 'encode' ? [request.handle] : [])),
  );
  const runnable = queue.filter(
    ({ request }) =>
      request.kind === 'encode' || !('handle' in request && encoding.has(request.handle)),
  );
  const first = runnable.find(({ request }) => request.kind === 'predict') ?? runnable[0];
  if (first === undefined) return [];
  const { kind } = first.request;
  const group = batched.includes(kind)
    ? runnable.filter(({ request }) => request.kind === kind).slice(0, maxBatch)
    : [first];
  for (const item of group) queue.splice(queue.indexOf(item), 1);
  return group;
}
