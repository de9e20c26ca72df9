import { readFileSync } from 'node:fs';

/** What one person saw in a stretch of a clip. */
export interface Judged {
  readonly clip: string;
  readonly startS: number;
  readonly endS: number;
  readonly claim: string;
}

/** Beside the compiled program; the table's first lines say what it holds. */
const TABLE = new URL('../../../../bench/selective/truth/judged.tsv', import.meta.url);

/** @throws {Error} where a line has not the four columns */
export function readJudged(tsv: string = readFileSync(TABLE, 'utf8')): Judged[] {
  return tsv
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [clip, startS, endS, claim, ...more] = line.split('\t');
      const [start, end] = [Number(startS), Number(endS)];
      if (!claim || more.length > 0 || Number.isNaN(start) || Number.isNaN(end)) {
        throw new Error(`judged.tsv: expected clip, start_s, end_s and claim, got "${line}"`);
      }
      return { clip: clip!, startS: start, endS: end, claim };
    });
}
