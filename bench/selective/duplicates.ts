import { words } from './cider.js';

export interface Duplicates {
  /** Texts behind another one of the same stream. */
  readonly texts: number;
  /** Those that say word for word what the one before said. */
  readonly duplicates: number;
}

/** @param said of each stream, in the order of time */
export function countDuplicates(said: readonly (readonly string[])[]): Duplicates {
  const same = (a: string, b: string) => words(a).join(' ') === words(b).join(' ');
  let [texts, duplicates] = [0, 0];
  for (const stream of said)
    stream.slice(1).forEach((text, k) => {
      texts += 1;
      if (same(text, stream[k]!)) duplicates += 1;
    });
  return { texts, duplicates };
}
