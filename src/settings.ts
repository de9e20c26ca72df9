import type { GateSettings } from './engine/engine.js';
import type { SelectiveDecoding } from './selective/changeDetector.js';
import type { LabelSpace } from './operators/classify.js';

/** Which texts are said. */
export interface TextSettings {
  /** The most specific one is said whose probability is at least this. */
  readonly minProbability: number;
  /** What becomes of a change of which none is probable enough. */
  readonly below: 'say' | 'silent';
}

/** What may change while the pipeline runs; read anew at every window. */
export interface LiveSettings {
  /** X_q, one world state each; at least one. */
  readonly queries: readonly string[];
  readonly labelSpace: LabelSpace;
  /** Further X_q, which sinks want the states of: `WorldState.answers` has them. Absent: none. */
  readonly besides?: readonly string[];
  readonly selective: SelectiveDecoding;
  /** Absent: every frame is encoded. */
  readonly gate?: GateSettings | undefined;
  readonly text: TextSettings;
  /** Windows per second, by camera name. */
  readonly rateHz: Readonly<Record<string, number>>;
}
