import { StatePool } from './statePool.js';
import type { TextsFor } from './wording.js';

/** When a change becomes a text. Each field may change between two states. */
export interface SelectiveDecoding extends ChangeSettings {
  /** Which confirmed changes are put into words. */
  readonly texts: TextsFor;
  /**
   * Above 0: instead of `threshold` counts the score that the camera's own quiet windows exceed so often
   * in an hour.
   */
  readonly falseAlarmsPerHour: number;
  /** Whether states of a camera that shows nothing are left out. */
  readonly pauseOnFault: boolean;
}

/** What counts as a change. */
export interface ChangeSettings {
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

/**
 * Why a change that has begun is not confirmed: it has not lasted for the persistence, the refractory
 * time is not over, its score is below the threshold again and kept by the hysteresis alone, the
 * newest state is back in the segment, or it is the window's own settling behind the change before.
 */
export type Unconfirmed = 'persistence' | 'refractory' | 'hysteresis' | 'outlier' | 'settling';

export interface Judgement {
  readonly change: number;
  readonly changed: boolean;
  readonly first: boolean;
  /** While a change has begun. */
  readonly unconfirmed?: Unconfirmed;
  /** Where the segment begins, by the stamps: the middle of its first window. */
  readonly segmentStartNs: bigint;
  /** Mean of the running segment's states, unit norm. */
  readonly segmentEmbedding: Float32Array;
}

/** A state as the detector reads it. */
export interface DetectorState {
  readonly stampNs: bigint;
  /** Stamp of the window's oldest frame. */
  readonly windowStartNs: bigint;
  /** Within a run stamps grow; from one run to the next they may jump either way. */
  readonly run: number;
  /** Whether the picture moves. */
  readonly moving: boolean;
  /** Unit norm; of one length for one detector. */
  readonly embedding: Float32Array;
}

/** A moment: on the detector's own clock, which only goes forward, and as it was stamped. */
interface Moment {
  readonly timeNs: bigint;
  readonly stampNs: bigint;
  /** By the stamps, what the state tells of: the middle of its window. */
  readonly middleNs: bigint;
}

interface NewestState extends Moment {
  readonly embedding: Float32Array;
}

/** A window is the same as the next once all of its frames are, and a moment later. */
const SETTLED_AFTER_NS = 750_000_000n;

/** A change that is not confirmed yet. */
interface BegunChange {
  /** When the score exceeded the threshold, on the detector's clock; the change is a little older. */
  readonly noticedNs: bigint;
  /** First state after the change. */
  readonly onset: Moment;
  /** States since the onset that are no longer among the newest. */
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
 * at any play rate. A window that holds as much of before as of after is the first that looks like
 * after, so that the world changed in its middle: half a window before the state's stamp. Behind a cut
 * windows go through several mixtures; where nothing moves meanwhile that is one change, and the
 * segment's states are those that came last.
 *
 * A jump of the stamps is not a change of the world: the first state after it is compared with the
 * segment that ran before, and nothing is smoothed across it. How much time
 * passed at a jump back is unknown; it counts as the persistence time.
 *
 * A state is newest, then settles into the segment, or into the begun change if it came after its
 * onset. A change that is confirmed becomes the new segment; states that settled into a change that was given
 * up are left out, or a long one would pull the segment along. Memory is bounded by the states
 * within the smoothing time; everything else is a sum.
 */
export class ChangeDetector {
  #now: Moment = { timeNs: 0n, stampNs: 0n, middleNs: 0n };
  #run = 0;
  #segmentStartNs = 0n;
  #segment: StatePool | undefined;
  #begun: BegunChange | undefined;
  /** States within the smoothing time, oldest first; in neither pool. */
  #newest: NewestState[] = [];
  /** On the detector's clock, as are the next two. */
  #confirmedNs: bigint | undefined;
  /** When the running segment was confirmed. */
  #segmentSinceNs = 0n;
  #movedNs = 0n;

  update(
    { stampNs, windowStartNs, run, moving, embedding }: DetectorState,
    settings: ChangeSettings,
  ): Judgement {
    const state = StatePool.of([embedding]);
    const middleNs = windowStartNs + (stampNs - windowStartNs) / 2n;
    if (!this.#segment) {
      this.#now = { timeNs: 0n, stampNs, middleNs };
      this.#run = run;
      this.#segment = state;
      this.#segmentStartNs = middleNs;
      return this.#judge(this.#segment, 0, false, true);
    }
    const segment = this.#segment;
    if (run !== this.#run) this.#settleUntil(this.#now.timeNs, segment);
    this.#advance({ stampNs, middleNs }, run, nanoseconds(settings.persistenceSeconds));
    const { timeNs } = this.#now;
    if (moving) this.#movedNs = timeNs;
    this.#settleUntil(timeNs - nanoseconds(settings.smoothingSeconds), segment);
    this.#newest.push({ ...this.#now, embedding });

    const { threshold } = settings;
    const kept = threshold * settings.hysteresis;
    const smoothed = StatePool.of(this.#newest.map((newest) => newest.embedding));
    const change = segment.mergeCost(smoothed, 1);
    if (change <= (this.#begun ? kept : threshold)) {
      this.#begun = undefined;
      return this.#judge(segment, change, false, false);
    }

    this.#begun ??= {
      noticedNs: timeNs,
      onset: this.#onset(segment),
      settled: new StatePool(segment.dimension),
    };
    const lasted = timeNs - this.#begun.noticedNs >= nanoseconds(settings.persistenceSeconds);
    const rested =
      this.#confirmedNs === undefined ||
      timeNs - this.#confirmedNs >= nanoseconds(settings.refractorySeconds);
    // The newest state must itself be away, or smoothing would stretch an outlier into a change.
    const away = segment.mergeCost(state, 1) > kept;
    if (!(lasted && rested && away && change > threshold)) {
      const over = change > threshold ? 'outlier' : 'hysteresis';
      const unconfirmed = lasted ? (rested ? over : 'refractory') : 'persistence';
      return { ...this.#judge(segment, change, false, false), unconfirmed };
    }
    const { onset, settled } = this.#begun;
    for (const newest of this.#newest)
      if (newest.timeNs >= onset.timeNs) settled.add(newest.embedding);
    this.#segment = settled;
    this.#begun = undefined;
    this.#newest = [];
    if (this.#settles(timeNs, stampNs - windowStartNs)) {
      return { ...this.#judge(settled, change, false, false), unconfirmed: 'settling' };
    }
    // After a jump back the onset's stamp may lie in the future.
    this.#segmentStartNs = onset.stampNs <= stampNs ? onset.middleNs : middleNs;
    this.#confirmedNs = timeNs;
    this.#segmentSinceNs = timeNs;
    return this.#judge(settled, change, true, false);
  }

  /**
   * Whether S_y still follows the change before: nothing has moved since that was confirmed, and frames
   * from before it have only now left the window.
   */
  #settles(timeNs: bigint, windowNs: bigint): boolean {
    return (
      this.#movedNs <= this.#segmentSinceNs && timeNs - this.#movedNs <= windowNs + SETTLED_AFTER_NS
    );
  }

  #advance(
    { stampNs, middleNs }: Pick<Moment, 'stampNs' | 'middleNs'>,
    run: number,
    jumpBackNs: bigint,
  ): void {
    const sinceNs = stampNs - this.#now.stampNs;
    const timeNs = this.#now.timeNs + (sinceNs > 0n ? sinceNs : jumpBackNs);
    this.#now = { timeNs, stampNs, middleNs };
    this.#run = run;
    // A segment that goes on after a jump back has begun, by the stamps that hold now, at the latest now.
    if (this.#segmentStartNs > stampNs) this.#segmentStartNs = middleNs;
  }

  /**
   * Where among the newest states the change lies: what follows it is the part that is the costliest
   * to merge into the segment. Without this, states of the new scene that came before the smoothed
   * score rose would pull the old segment towards it.
   */
  #onset(segment: StatePool): Moment {
    const after = new StatePool(segment.dimension);
    let onset = this.#now;
    let highest = -1;
    for (const newest of this.#newest.toReversed()) {
      after.add(newest.embedding);
      const cost = segment.mergeCost(after);
      if (cost > highest) [highest, onset] = [cost, newest];
    }
    return onset;
  }

  /** States up to `untilNs` on the detector's clock no longer count as newest. */
  #settleUntil(untilNs: bigint, segment: StatePool): void {
    let settled = 0;
    for (const { timeNs, embedding } of this.#newest) {
      if (timeNs > untilNs) break;
      const pool =
        this.#begun && timeNs >= this.#begun.onset.timeNs ? this.#begun.settled : segment;
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
