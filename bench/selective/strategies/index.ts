import type { Signal } from '../signal.js';
import { anchor } from './anchor.js';
import { consecutive } from './consecutive.js';
import { cusum } from './cusum.js';
import { lastDecoded } from './lastDecoded.js';
import { onlineWard } from './onlineWard.js';
import type { Strategy } from './strategy.js';
import { variance } from './variance.js';

export interface NamedStrategy {
  readonly name: string;
  readonly on: Signal['name'];
  readonly strategy: Strategy;
}

const OF_ANY_SIGNAL = {
  consecutive_cosine: consecutive,
  window_variance: variance,
  last_decoded: lastDecoded,
  cusum,
  anchor_with_persistence: anchor,
} satisfies Record<string, Strategy>;

/** What is compared with the node's own detector, but for uniform decoding and the oracles. */
export const strategies: readonly NamedStrategy[] = [
  ...(['states', 'features'] as const).flatMap((on) =>
    Object.entries(OF_ANY_SIGNAL).map(([name, strategy]) => ({
      name: on === 'states' ? name : `${name}_on_${on}`,
      on,
      strategy,
    })),
  ),
  { name: 'online_ward', on: 'states', strategy: onlineWard },
  { name: 'pixel_difference', on: 'pixels', strategy: lastDecoded },
];
