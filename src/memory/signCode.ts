/**
 * An embedding x as one bit for each of its numbers: whether it is above that of `centre` c. For a
 * query q the products q · x are ordered as q · (x − c), which the signs of both tell roughly: the
 * more bits are equal, the higher.
 */
export function signCode(embedding: Float32Array, centre?: Float32Array): Uint32Array {
  const code = new Uint32Array(codeWords(embedding.length));
  for (let i = 0; i < embedding.length; i += 1)
    if (embedding[i]! > (centre?.[i] ?? 0)) code[i >>> 5]! |= 1 << (i & 31);
  return code;
}

/** Numbers of 32 bits in a code. */
export function codeWords(dimension: number): number {
  return Math.ceil(dimension / 32);
}

/** Bits that are 1, of 32. */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/**
 * Sums of the query's numbers with the signs that a code has, finer than equal bits: looked up four bits
 * at a time.
 */
export class SignedSums {
  /** For each four numbers of the query, the sum under each of their 16 signs. */
  readonly #sums: Float32Array;

  constructor(query: Float32Array) {
    const nibbles = 8 * codeWords(query.length);
    this.#sums = new Float32Array(16 * nibbles);
    for (let nibble = 0; nibble < nibbles; nibble += 1)
      for (let signs = 0; signs < 16; signs += 1)
        for (let bit = 0; bit < 4; bit += 1) {
          const value = query[4 * nibble + bit] ?? 0;
          this.#sums[16 * nibble + signs]! += (signs >>> bit) & 1 ? value : -value;
        }
  }

  /** @param at where the code begins in `codes` */
  of(codes: Uint32Array, at: number): number {
    let sum = 0;
    for (let word = 0; 128 * word < this.#sums.length; word += 1) {
      const bits = codes[at + word]!;
      for (let k = 0; k < 8; k += 1)
        sum += this.#sums[128 * word + 16 * k + ((bits >>> (4 * k)) & 15)]!;
    }
    return sum;
  }
}
