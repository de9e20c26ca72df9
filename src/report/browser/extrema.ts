/** Values that one entry of a level stands for, in the level below. */
const FACTOR = 8;

/**
 * Least and greatest of any range of a column in a time that does not depend on the range's length:
 * levels of blocks, each eight times as long as those of the level below.
 */
export class Extrema {
  readonly #levels: readonly { readonly least: Uint16Array; readonly most: Uint16Array }[];

  constructor(readonly values: Uint16Array) {
    const levels = [{ least: values, most: values }];
    for (let below = levels[0]!; below.least.length > FACTOR; below = levels.at(-1)!)
      levels.push(coarser(below));
    this.#levels = levels;
  }

  /** Of the values from one index up to another one, which is not among them; at least one value. */
  of(from: number, to: number): { least: number; most: number } {
    let least = Infinity;
    let most = -Infinity;
    const take = (level: number, index: number) => {
      least = Math.min(least, this.#levels[level]!.least[index]!);
      most = Math.max(most, this.#levels[level]!.most[index]!);
    };
    let level = 0;
    while (from < to) {
      if (level === this.#levels.length - 1) {
        for (; from < to; from += 1) take(level, from);
        break;
      }
      // What does not fill a block of the next level, at both ends.
      for (; from < to && from % FACTOR !== 0; from += 1) take(level, from);
      for (; from < to && to % FACTOR !== 0; to -= 1) take(level, to - 1);
      from /= FACTOR;
      to /= FACTOR;
      level += 1;
    }
    return { least, most };
  }
}

function coarser({ least, most }: { least: Uint16Array; most: Uint16Array }) {
  const length = Math.ceil(least.length / FACTOR);
  const blocks = { least: new Uint16Array(length), most: new Uint16Array(length) };
  for (let block = 0; block < length; block += 1) {
    const end = Math.min(least.length, (block + 1) * FACTOR);
    let low = Infinity;
    let high = -Infinity;
    for (let i = block * FACTOR; i < end; i += 1) {
      low = Math.min(low, least[i]!);
      high = Math.max(high, most[i]!);
    }
    blocks.least[block] = low;
    blocks.most[block] = high;
  }
  return blocks;
}
