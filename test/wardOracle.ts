interface Cluster {
  readonly begin: number;
  count: number;
  readonly sum: Float64Array;
}

/** Ward's cost of merging two clusters of n and m states: n · m / (n + m) · ‖μ − ν‖². */
function mergeCost(a: Cluster, b: Cluster): number {
  let squared = 0;
  for (let i = 0; i < a.sum.length; i++) {
    const difference = a.sum[i]! / a.count - b.sum[i]! / b.count;
    squared += difference * difference;
  }
  return ((a.count * b.count) / (a.count + b.count)) * squared;
}

/**
 * Where the segments of a whole recording begin: agglomerative clustering with Ward's cost in which
 * only neighbours in time merge, as the paper (arXiv 2512.10942) measured selective decoding. It
 * sees the future, which the online detector cannot. Brute force.
 *
 * @param stopCost two neighbours whose merge costs more stay apart
 * @returns indices of the first states of all segments but the first
 */
export function wardBoundaries(states: readonly Float32Array[], stopCost: number): number[] {
  const clusters = states.map((state, begin): Cluster => ({
    begin,
    count: 1,
    sum: Float64Array.from(state),
  }));
  const costs = clusters.slice(1).map((cluster, k) => mergeCost(clusters[k]!, cluster));
  while (costs.length > 0) {
    const cheapest = costs.reduce((best, cost, k) => (cost < costs[best]! ? k : best), 0);
    if (costs[cheapest]! > stopCost) break;
    const [into, from] = [clusters[cheapest]!, clusters[cheapest + 1]!];
    from.sum.forEach((value, i) => (into.sum[i]! += value));
    into.count += from.count;
    clusters.splice(cheapest + 1, 1);
    costs.splice(cheapest, 1);
    const [before, after] = [clusters[cheapest - 1], clusters[cheapest + 1]];
    if (before) costs[cheapest - 1] = mergeCost(before, into);
    if (after) costs[cheapest] = mergeCost(into, after);
  }
  return clusters.slice(1).map(({ begin }) => begin);
}
