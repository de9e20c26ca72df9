import type { Pose } from './moment.js';

/** A robot that has told no pose for so long may be anywhere. */
const LONGEST_NS = 5_000_000_000n;
/** Odometry comes up to a thousand times a second; a moment's place needs no more than ten. */
const SPACING_NS = 100_000_000n;

interface StampedPose {
  readonly stampNs: bigint;
  readonly pose: Pose;
}

/** Where the robot was, by the stamps of its poses. */
export class PoseTrack {
  #poses: StampedPose[] = [];
  readonly #kept: number;

  /** @param kept poses: half of them are dropped, the oldest, when there are more */
  constructor(kept = 1200) {
    this.#kept = kept;
  }

  /** Stamps that go back begin anew. */
  add(stampNs: bigint, pose: Pose): void {
    const newest = this.#poses.at(-1);
    if (newest && stampNs < newest.stampNs) this.#poses = [];
    else if (newest && stampNs - newest.stampNs < SPACING_NS) return;
    this.#poses.push({ stampNs, pose });
    if (this.#poses.length > this.#kept) this.#poses = this.#poses.slice(-(this.#kept >> 1));
  }

  /** The newest pose at that stamp, or the first one after it; none where either is seconds away. */
  at(stampNs: bigint): Pose | undefined {
    const after = this.#firstAfter(stampNs);
    const before = this.#poses[after - 1];
    if (before && stampNs - before.stampNs <= LONGEST_NS) return before.pose;
    const next = this.#poses[after];
    return next && next.stampNs - stampNs <= LONGEST_NS ? next.pose : undefined;
  }

  #firstAfter(stampNs: bigint): number {
    let [low, high] = [0, this.#poses.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#poses[middle]!.stampNs <= stampNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
