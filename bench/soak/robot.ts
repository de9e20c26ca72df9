import type { Camera } from './cameras.js';
import type { RosUser } from './user.js';

/** What a disturbance can reach. */
export interface Robot {
  readonly user: RosUser;
  readonly cameras: readonly Camera[];
  /** Ends the node's inference worker, as running out of memory would. */
  readonly endWorker: () => void;
  /** Undefined where this machine gives a user no file system of his own. */
  readonly disk: { readonly fill: () => void; readonly free: () => void } | undefined;
  /** How often it was killed and came back. */
  readonly kills: number;
  /** Kills the node and starts it again, without waiting for it. */
  readonly restartNode: () => Promise<void>;
  /**
   * Kills the node after so long, starts it again and waits until the user hears of it.
   *
   * @param moment what it is at, for the report
   */
  readonly killNode: (
    moment: string,
    afterSeconds: number,
    signal?: NodeJS.Signals,
  ) => Promise<void>;
  /** Waits until nothing is in flight in the inactive node, and accounts for its frames. */
  readonly account: () => Promise<void>;
}
