import type { CommonSettings } from '../parameters/typedSettings.js';
import type { Bounds } from './momentDatabase.js';

/** What the parameters `memory.max_*` allow. */
export function momentBounds({
  memoryMaxMoments,
  memoryMaxMegabytes,
  memoryMaxDays,
}: CommonSettings): Bounds {
  return {
    maxMoments: memoryMaxMoments,
    maxBytes: memoryMaxMegabytes * 1e6,
    maxAgeNs: BigInt(Math.round(memoryMaxDays * 86_400_000)) * 1_000_000n,
  };
}
