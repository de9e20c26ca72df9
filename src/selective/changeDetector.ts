import { StatePool } from './statePool.js';

/** How much change is worth words. All of it may change between two states. */
export interface SelectiveDecoding {
  /** Change score above which a change begins to count. */
  readonly threshold: number;
  /** Seconds of newest states that are averaged before they are compared. */
  readonly smoothingSeconds: number;
  /** Seconds a change has to last before it is confirmed. */
  readonly persistenceSeconds: number;
  /** Seconds after a confirmed change in which no other one is confirmed. */
  readonly refractorySeconds: number;
  /** A begun change is given up once the score falls below this share of the threshold. */
  readonly hysteresis: number;
}

export interface Judgement {
  readonly change: number;
  readonly changed: boolean;
  readonly first: boolean;
  readonly segmentStartNs: bigint;
  /** Mean of the running segment's states, unit norm. */
  readonly segmentEmbedding: Float32Array;
}

interface Stamped {
  readonly stampNs: bigint;
  readonly embedding: Float32Array;
}

/** A change that is not confirmed yet. */
interface BegunChange {
  /** When the score exceeded the threshold; the change itself is a little older. */
  readonly noticedNs: bigint;
  /** First state after the change. */
  readonly onsetNs: bigint;
  /** States from the onset on that are not among the newest any more. */
  readonly settled: StatePool;
}

/**
 * Finds, state by state, where one segment of an embedding stream ends and the next begins.
 *
 * The score is Ward's merge cost of the running segment (n states, mean μ) and the smoothed newest
 * state s taken as one state: n / (n + 1) · ‖μ − s‖². For unit vectors that is about 2 (1 − cosine),
 * and does not depend on the rate once the segment has some states. The paper (arXiv 2512.10942,
 * section on selective decoding) clusters a whole recording with this cost; here the future is not
 * known, so a change must last (persistence), is kept through brief dips (hysteresis), and waits
 * out the refractory time after the one before. Times are stamps, so a bag gives the same segments
 * at any play rate.
 *
 * A state is newest, then settles into the segment, or into the begun change if it came after its
 * onset. A change that is confirmed is the new segment; what has settled into one that came to
 * nothing is left out, or a long one would pull the segment along. Memory is bounded by the states
 * within the smoothing time; everything else is a sum.
 */
export class ChangeDetector {
  #segmentStartNs = 0n;
  #segment: StatePool | undefined;
  #begun: BegunChange | undefined;
  /** States within the smoothing time, oldest first; in neither pool. */
  #newest: Stamped[] = [];
  #confirmedNs: bigint | undefined;

  /** Stamps grow from call to call; embeddings are unit vectors of one length. */
  update(stampNs: bigint, embedding: Float32Array, settings: SelectiveDecoding): Judgement {
    const state = StatePool.of([embedding]);
    if (!this.#segment) {
      this.#segment = state;
      this.#segmentStartNs = stampNs;
      return this.#judge(this.#segment, 0, false, true);
    }
    const segment = this.#segment;
    this.#settleUntil(stampNs - nanoseconds(settings.smoothingSeconds), segment);
    this.#newest.push({ stampNs, embedding });

    const { threshold } = settings;
    const kept = threshold * settings.hysteresis;
    const smoothed = StatePool.of(this.#newest.map((newest) => newest.embedding));
    const change = segment.mergeCost(smoothed, 1);
    if (change <= (this.#begun ? kept : threshold)) {
      this.#begun = undefined;
      return this.#judge(segment, change, false, false);
    }

    this.#begun ??= {
      noticedNs: stampNs,
      onsetNs: this.#onset(segment),
      settled: new StatePool(segment.dimension),
    };
    const lasted = stampNs - this.#begun.noticedNs >= nanoseconds(settings.persistenceSeconds);
    const rested =
      this.#confirmedNs === undefined ||
      stampNs - this.#confirmedNs >= nanoseconds(settings.refractorySeconds);
    // The newest state must itself be away, or smoothing would stretch an outlier into a change.
    const away = segment.mergeCost(state, 1) > kept;
    if (!(lasted && rested && away && change > threshold)) {
      return this.#judge(segment, change, false, false);
    }
    const { onsetNs, settled } = this.#begun;
    for (const newest of this.#newest) if (newest.stampNs >= onsetNs) settled.add(newest.embedding);
    this.#segment = settled;
    this.#segmentStartNs = onsetNs;
    this.#begun = undefined;
    this.#newest = [];
    this.#confirmedNs = stampNs;
    return this.#judge(settled, change, true, false);
  }

  /**
   * Where among the newest states the change lies: what follows it is the part that is the costliest
   * to merge into the segment. Without this, states of the new scene that came before the smoothed
   * score rose would pull the old segment towards it.
   */
  #onset(segment: StatePool): bigint {
    const after = new StatePool(segment.dimension);
    let onsetNs = 0n;
    let highest = -1;
    for (const { stampNs, embedding } of this.#newest.toReversed()) {
      after.add(embedding);
      const cost = segment.mergeCost(after);
      if (cost > highest) [highest, onsetNs] = [cost, stampNs];
    }
    return onsetNs;
  }

  /** States up to `untilNs` are not new any more. */
  #settleUntil(untilNs: bigint, segment: StatePool): void {
    let settled = 0;
    for (const { stampNs, embedding } of this.#newest) {
      if (stampNs > untilNs) break;
      const pool = this.#begun && stampNs >= this.#begun.onsetNs ? this.#begun.settled : segment;
      pool.add(embedding);
      settled += 1;
    }
    this.#newest.splice(0, settled);
  }

  #judge(segment: StatePool, change: number, changed: boolean, first: boolean): Judgement {
    return {
      change,
      changed,
      first,
      segmentStartNs: this.#segmentStartNs,
      segmentEmbedding: segment.unitMean(),
    };
  }
}

function nanoseconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}
