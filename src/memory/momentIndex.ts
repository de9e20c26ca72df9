import { SignedSums, codeWords, countBits, signCode } from './signCode.js';

/** Moments that are held together, so that more of them move none. */
const CHUNK = 1 << 14;
/** Of those with the most equal bits, so many are ordered by sums that are finer. */
const FINE_FACTOR = 10;

/** What a search goes through, of one moment. */
export interface IndexedMoment {
  readonly id: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly camera: string;
  /** Metres; null where the pose is not known. */
  readonly x: number | null;
  readonly y: number | null;
  readonly z: number | null;
  /** See {@link signCode}. */
  readonly code: Uint32Array;
}

/** Which moments count. Nothing given: all. */
export interface MomentFilter {
  /** Moments that end before it do not count. */
  readonly fromNs?: bigint | undefined;
  /** Moments that begin after it do not count. */
  readonly toNs?: bigint | undefined;
  readonly cameras?: readonly string[] | undefined;
  /** Metres in the frame of the poses; without z the height does not count. */
  readonly near?:
    | {
        readonly x: number;
        readonly y: number;
        readonly z?: number | undefined;
        readonly radius: number;
      }
    | undefined;
}

/**
 * What a search goes through, in memory: 86 bytes for a moment of 384 numbers. It gives those that are
 * worth being compared exactly.
 */
export class MomentIndex {
  readonly #words: number;
  #chunks: Chunk[] = [];
  readonly #cameras = new Map<string, number>();

  constructor(dimension: number) {
    this.#words = codeWords(dimension);
  }

  get size(): number {
    return this.#chunks.reduce((sum, { size }) => sum + size, 0);
  }

  clear(): void {
    this.#chunks = [];
  }

  add(moment: IndexedMoment): void {
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.size === CHUNK)
      this.#chunks.push((chunk = new Chunk(this.#words)));
    const camera = this.#cameras.get(moment.camera) ?? this.#cameras.size;
    this.#cameras.set(moment.camera, camera);
    chunk.add(moment, camera);
  }

  /**
   * Ids of the moments that count and are likely to be nearest to the embedding, about `count` of them;
   * without an embedding those that ended last. In the order of their coming.
   */
  candidates(embedding: Float32Array | undefined, filter: MomentFilter, count: number): number[] {
    const counts = this.#counting(filter);
    if (embedding === undefined) return this.#newest(counts, count);
    const query = signCode(embedding);
    const found = this.#chunks.map((chunk) => chunk.different(query, counts));
    const most = atMost(found, 32 * this.#words, FINE_FACTOR * count);
    const sums = new SignedSums(embedding);
    const fine: (readonly [sum: number, id: number])[] = [];
    found.forEach((different, k) => {
      const { codes, ids } = this.#chunks[k]!;
      for (let i = 0; i < different.length; i += 1)
        if (different[i]! <= most) fine.push([sums.of(codes, i * this.#words), ids[i]!]);
    });
    return best(fine, count);
  }

  #newest(counts: Counting | undefined, count: number): number[] {
    const ends: (readonly [end: number, id: number])[] = [];
    for (const chunk of this.#chunks)
      for (let i = 0; i < chunk.size; i += 1)
        if (counts?.(chunk, i) ?? true) ends.push([chunk.ends[i]!, chunk.ids[i]!]);
    return best(ends, count);
  }

  /** Undefined where all count. */
  #counting({ fromNs, toNs, cameras = [], near }: MomentFilter): Counting | undefined {
    if (fromNs === undefined && toNs === undefined && cameras.length === 0 && near === undefined)
      return undefined;
    const from = fromNs === undefined ? -Infinity : Number(fromNs);
    const to = toNs === undefined ? Infinity : Number(toNs);
    const wanted = new Set(cameras.map((camera) => this.#cameras.get(camera) ?? -1));
    return (chunk, i) => {
      if (chunk.ends[i]! < from || chunk.starts[i]! > to) return false;
      if (wanted.size > 0 && !wanted.has(chunk.cameras[i]!)) return false;
      if (near === undefined) return true;
      const height = near.z === undefined ? 0 : chunk.places[3 * i + 2]! - near.z;
      const [east, north] = [chunk.places[3 * i]! - near.x, chunk.places[3 * i + 1]! - near.y];
      // Not where the place is unknown: NaN is in no radius.
      return Math.hypot(east, north, height) <= near.radius;
    };
  }
}

type Counting = (chunk: Chunk, i: number) => boolean;

const LEFT_OUT = 0xffff;

class Chunk {
  size = 0;
  readonly ids = new Float64Array(CHUNK);
  /** Nanoseconds, exact to a quarter of a microsecond. */
  readonly starts = new Float64Array(CHUNK);
  readonly ends = new Float64Array(CHUNK);
  readonly cameras = new Uint16Array(CHUNK);
  readonly places = new Float32Array(3 * CHUNK);
  readonly codes: Uint32Array;
  readonly #words: number;

  constructor(words: number) {
    this.#words = words;
    this.codes = new Uint32Array(words * CHUNK);
  }

  add({ id, startNs, endNs, x, y, z, code }: IndexedMoment, camera: number): void {
    const i = this.size;
    this.ids[i] = id;
    this.starts[i] = Number(startNs);
    this.ends[i] = Number(endNs);
    this.cameras[i] = camera;
    this.places.set([x ?? NaN, y ?? NaN, z ?? NaN], 3 * i);
    this.codes.set(code, i * this.#words);
    this.size += 1;
  }

  /** Of each moment, in how many bits it differs; {@link LEFT_OUT} where it does not count. */
  different(query: Uint32Array, counts: Counting | undefined): Uint16Array {
    const { codes } = this;
    const words = this.#words;
    const different = new Uint16Array(this.size);
    for (let i = 0, at = 0; i < this.size; i += 1, at += words) {
      if (counts && !counts(this, i)) {
        different[i] = LEFT_OUT;
        continue;
      }
      let bits = 0;
      for (let word = 0; word < words; word += 1)
        bits += countBits(codes[at + word]! ^ query[word]!);
      different[i] = bits;
    }
    return different;
  }
}

/** The least number of different bits that at least `count` moments stay within; all where there are fewer. */
function atMost(found: readonly Uint16Array[], bits: number, count: number): number {
  const histogram = new Uint32Array(bits + 1);
  for (const different of found)
    for (const value of different) if (value !== LEFT_OUT) histogram[value]! += 1;
  let within = 0;
  for (let most = 0; most <= bits; most += 1) {
    within += histogram[most]!;
    if (within >= count) return most;
  }
  return bits;
}

/** Ids of the highest, in the order of the ids. */
function best(scored: (readonly [score: number, id: number])[], count: number): number[] {
  if (scored.length > count) scored.sort(([a], [b]) => b - a).length = count;
  return scored.map(([, id]) => id).sort((a, b) => a - b);
}
