/** A watch as it was set. */
export interface WatchSettings {
  readonly name: string;
  /** The condition in words; empty: there is no watch. */
  readonly when: string;
  /** What else may be true. */
  readonly unless: readonly string[];
  /** X_q that these are answers to; empty: one that the pack answers best. */
  readonly query: string;
  /** Names; empty: all. */
  readonly cameras: readonly string[];
  /** Probability from which the condition holds. */
  readonly rise: number;
  /** Probability below which it no longer does; where it is above `rise`, `rise` counts. */
  readonly fall: number;
  readonly persistenceSeconds: number;
  readonly holdOnSeconds: number;
  readonly holdOffSeconds: number;
  readonly staleSeconds: number;
  /** What `~/watch/<name>/active` says while nobody knows. */
  readonly unknownIs: 'on' | 'off' | 'silent';
  /** Service of a recorder that is called when the condition begins to hold; empty: none. */
  readonly snapshotService: string;
  readonly snapshotDelaySeconds: number;
  readonly snapshotIntervalSeconds: number;
}
