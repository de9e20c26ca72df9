import { ChangeDetector, type SelectiveDecoding } from '../../../src/selective/changeDetector.js';
import type { Strategy } from './strategy.js';

/** As the node decides it, with `setting` as its threshold. */
export function onlineWard(others: Omit<SelectiveDecoding, 'threshold'>): Strategy {
  return ({ rows, stamps }, setting) => {
    const detector = new ChangeDetector();
    const indices = new Map([...stamps].map((stamp, index) => [nanoseconds(stamp), index]));
    return rows.flatMap((embedding, said) => {
      const { changed, first, segmentStartNs } = detector.update(
        { stampNs: nanoseconds(stamps[said]!), run: 0, embedding },
        { ...others, threshold: setting },
      );
      return changed || first ? [{ onset: indices.get(segmentStartNs)!, said }] : [];
    });
  };
}

function nanoseconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}
