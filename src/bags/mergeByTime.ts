/** Items in the order of their times, and when the first of them is due. */
export interface TimedSource<T> {
  /** Undefined where it has none. */
  readonly startNs: bigint | undefined;
  readonly items: () => AsyncIterable<T>;
}

interface Started<T> {
  readonly rank: number;
  readonly iterator: AsyncIterator<T>;
  item: T;
  timeNs: bigint;
}

/**
 * Merges the items of several sources by time; equal times in the order of the sources. A source is
 * started when its first item is due, so that only sources that overlap in time are held. An item is
 * valid until the next one is requested.
 */
export async function* mergeByTime<T>(
  sources: readonly TimedSource<T>[],
  timeOf: (item: T) => bigint,
): AsyncGenerator<T> {
  const waiting = sources
    .map(({ startNs, items }, rank) => ({ startNs, items, rank }))
    .filter((source): source is typeof source & { startNs: bigint } => source.startNs !== undefined)
    // The next one to start is last.
    .sort((a, b) => (a.startNs > b.startNs ? -1 : a.startNs < b.startNs ? 1 : b.rank - a.rank));
  const heap: Started<T>[] = [];
  try {
    for (;;) {
      for (;;) {
        const next = waiting.at(-1);
        if (!next || (heap[0] && next.startNs > heap[0].timeNs)) break;
        waiting.pop();
        const iterator = next.items()[Symbol.asyncIterator]();
        const first = await iterator.next();
        if (first.done) continue;
        heap.push({ rank: next.rank, iterator, item: first.value, timeNs: timeOf(first.value) });
        rise(heap);
      }
      const first = heap[0];
      if (!first) return;
      yield first.item;
      const next = await first.iterator.next();
      if (next.done) {
        const last = heap.pop()!;
        if (heap.length === 0) continue;
        if (last !== first) heap[0] = last;
      } else {
        first.item = next.value;
        first.timeNs = timeOf(next.value);
      }
      sink(heap);
    }
  } finally {
    for (const { iterator } of heap) await iterator.return?.();
  }
}

function isBefore<T>(a: Started<T>, b: Started<T>): boolean {
  return a.timeNs === b.timeNs ? a.rank < b.rank : a.timeNs < b.timeNs;
}

/** Moves the last element of a binary heap up to its place. */
function rise<T>(heap: Started<T>[]): void {
  for (let i = heap.length - 1; i > 0;) {
    const parent = (i - 1) >> 1;
    if (!isBefore(heap[i]!, heap[parent]!)) return;
    [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
    i = parent;
  }
}

/** Moves the first element of a binary heap down to its place. */
function sink<T>(heap: Started<T>[]): void {
  for (let i = 0; ;) {
    let least = i;
    for (const child of [2 * i + 1, 2 * i + 2])
      if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
    if (least === i) return;
    [heap[i], heap[least]] = [heap[least]!, heap[i]!];
    i = least;
  }
}
