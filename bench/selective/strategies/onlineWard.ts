import { ChangeDetector } from '../../../src/selective/changeDetector.js';
import type { Strategy } from './strategy.js';

/** Slow and sure, as the node was set before it knew motion. */
const SETTINGS = {
  smoothingSeconds: 0.6,
  persistenceSeconds: 0.5,
  refractorySeconds: 1,
  hysteresis: 0.8,
};

/** Every change of the node's own detector, with `setting` as its threshold. */
export const onlineWard: Strategy = ({ rows, stamps }, setting) => {
  const detector = new ChangeDetector();
  const indices = new Map([...stamps].map((stamp, index) => [nanoseconds(stamp), index]));
  return rows.flatMap((embedding, said) => {
    const stampNs = nanoseconds(stamps[said]!);
    const { changed, first, segmentStartNs } = detector.update(
      { stampNs, windowStartNs: stampNs, run: 0, moving: true, embedding },
      { ...SETTINGS, threshold: setting },
    );
    return changed || first ? [{ onset: indices.get(segmentStartNs)!, said }] : [];
  });
};

function nanoseconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}
