import { ChangeDetector, type SelectiveDecoding } from '../../src/selective/changeDetector.js';
import type { Detected } from './groupSummary.js';
import type { Measured } from './measured.js';
import { row } from './windowStates.js';

/** What the node's detector makes of a stream. */
export function detect({ states }: Measured, settings: SelectiveDecoding): Detected {
  const detector = new ChangeDetector();
  const { count, stamps, embeddings, dimension } = states;
  const indices = new Map([...stamps].map((stamp, index) => [nanoseconds(stamp), index]));
  const segments = Array.from({ length: count }, (_, said) => {
    const stampNs = nanoseconds(stamps[said]!);
    const embedding = row(embeddings, said, dimension);
    const { changed, first, segmentStartNs } = detector.update(
      { stampNs, run: 0, embedding },
      settings,
    );
    return changed || first ? [{ onset: indices.get(segmentStartNs)!, said }] : [];
  }).flat();
  return { segments, texts: segments };
}

function nanoseconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}
