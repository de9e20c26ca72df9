/** What the queue needs to know of a waiting request. */
export interface Waiting {
  readonly kind: string;
  /** Camera of a frame. */
  readonly camera?: string | undefined;
  /** False while its image file is being decoded. */
  readonly ready: boolean;
}

/** Kinds of which several run as one batch. */
const batched: readonly string[] = ['encode', 'predict'];
/** A clip whose tokens are there is finished before another one is begun: it takes a tenth as long. */
const urgent = 'predict';

/**
 * Takes the next group off the queue: the first request that can run, and with it those of its kind
 * that wait and can run, at most `maxBatch`. Predictions first, else first come, first served; a
 * camera's frames keep their order, so a frame waits for an earlier one of its camera that is still being decoded. Empty where
 * nothing can run.
 */
export function takeGroup<T extends Waiting>(queue: T[], maxBatch: number): T[] {
  const held = new Set<string>();
  const runnable = queue.filter((item) => {
    const runs = item.ready && !(item.camera !== undefined && held.has(item.camera));
    if (!runs && item.camera !== undefined) held.add(item.camera);
    return runs;
  });
  const first = runnable.find(({ kind }) => kind === urgent) ?? runnable[0];
  if (first === undefined) return [];
  const group = batched.includes(first.kind)
    ? runnable.filter((item) => item.kind === first.kind).slice(0, maxBatch)
    : [first];
  for (const item of group) queue.splice(queue.indexOf(item), 1);
  return group;
}
