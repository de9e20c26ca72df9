/** How much change is worth words. All of it may change between two states. */
export interface SelectiveDecoding {
  /** Change score above which a change begins to count. */
  readonly threshold: number;
  /** Seconds of newest states that are averaged before they are compared. */
  readonly smoothingSeconds: number;
  /** Seconds a change has to last before it is confirmed. */
  readonly persistenceSeconds: number;
  /** Seconds after a confirmed change in which no other one can begin. */
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

/**
 * Finds, state by state, where one segment of an embedding stream ends and the next begins.
 *
 * The score is Ward's merge cost of the running segment (n states, mean μ) and the smoothed newest
 * state s taken as one state: n / (n + 1) · ‖μ − s‖². For unit vectors that is about 2 (1 − cosine),
 * and does not depend on the rate. The paper (arXiv 2512.10942, section on selective decoding)
 * clusters a whole recording with this cost; here the future is not known, so a change must last
 * (persistence), is kept through brief dips (hysteresis), and is followed by a refractory time.
 * Times are stamps, so a bag gives the same segments at any play rate.
 *
 * Memory is bounded by the states within smoothing and persistence time; the segment is a sum.
 */
export class ChangeDetector {
  #segmentStartNs = 0n;
  #sum: Float64Array | undefined;
  #count = 0;
  /** Newest states, not yet part of the segment's sum. */
  #recent: Stamped[] = [];
  /** States since a change began, in case it is confirmed. */
  #candidate: Stamped[] = [];
  #confirmedNs: bigint | undefined;

  update(stampNs: bigint, embedding: Float32Array, settings: SelectiveDecoding): Judgement {
    const first = this.#sum === undefined;
    if (first) {
      this.#startSegment(stampNs, [{ stampNs, embedding }]);
      return this.#judge(0, false, true);
    }
    const newest = { stampNs, embedding };
    this.#absorb(this.#push(newest, seconds(settings.smoothingSeconds)));
    const change = this.#wardCost(mean(this.#recent));

    const refractory =
      this.#confirmedNs !== undefined &&
      stampNs - this.#confirmedNs < seconds(settings.refractorySeconds);
    const began = this.#candidate.length > 0;
    const lasts = change > settings.threshold * (began ? settings.hysteresis : 1);
    if (refractory || !lasts) {
      this.#giveUp();
      return this.#judge(change, false, false);
    }
    this.#candidate.push(newest);
    const onsetNs = this.#candidate[0]!.stampNs;
    if (stampNs - onsetNs < seconds(settings.persistenceSeconds)) {
      return this.#judge(change, false, false);
    }
    // The score that is published with `changed` must itself be above the threshold.
    const confirmed = change > settings.threshold;
    if (confirmed) {
      this.#confirmedNs = stampNs;
      this.#startSegment(onsetNs, this.#candidate);
    } else this.#giveUp();
    return this.#judge(change, confirmed, false);
  }

  /** Adds a state to the newest ones; returns those that are too old now and in no candidate. */
  #push(newest: Stamped, smoothingNs: bigint): Stamped[] {
    const old = this.#recent.filter((state) => state.stampNs <= newest.stampNs - smoothingNs);
    this.#recent = [...this.#recent.slice(old.length), newest];
    return old.filter((state) => !this.#candidate.includes(state));
  }

  /** The change came to nothing: its states belong to the segment once they are not new any more. */
  #giveUp(): void {
    this.#absorb(this.#candidate.filter((state) => !this.#recent.includes(state)));
    this.#candidate = [];
  }

  #startSegment(startNs: bigint, states: readonly Stamped[]): void {
    this.#segmentStartNs = startNs;
    this.#sum = new Float64Array(states[0]!.embedding.length);
    this.#count = 0;
    this.#absorb(states);
    this.#recent = [];
    this.#candidate = [];
  }

  #absorb(states: readonly Stamped[]): void {
    for (const { embedding } of states) {
      for (let i = 0; i < embedding.length; i++) this.#sum![i]! += embedding[i]!;
      this.#count += 1;
    }
  }

  #wardCost(newest: Float64Array): number {
    let squared = 0;
    for (let i = 0; i < newest.length; i++) {
      const difference = this.#sum![i]! / this.#count - newest[i]!;
      squared += difference * difference;
    }
    return (this.#count / (this.#count + 1)) * squared;
  }

  #judge(change: number, changed: boolean, first: boolean): Judgement {
    return {
      change,
      changed,
      first,
      segmentStartNs: this.#segmentStartNs,
      segmentEmbedding: unit(this.#sum!),
    };
  }
}

function seconds(value: number): bigint {
  return BigInt(Math.round(value * 1e9));
}

function mean(states: readonly Stamped[]): Float64Array {
  const sum = new Float64Array(states[0]!.embedding.length);
  for (const { embedding } of states)
    for (let i = 0; i < sum.length; i++) sum[i]! += embedding[i]! / states.length;
  return sum;
}

function unit(vector: Float64Array): Float32Array {
  let squared = 0;
  for (const value of vector) squared += value * value;
  const norm = Math.sqrt(squared);
  return Float32Array.from(vector, (value) => (norm > 0 ? value / norm : 0));
}
