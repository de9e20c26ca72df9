import { join } from 'node:path';
import { VljepaError } from '../errors.js';
import { readPackLines } from './packFolder.js';

/** One of the sentences that a pack can say with a known chance of being true. */
export interface Sentence {
  /** How specific it is: 0 says only that something is different, 1 how things stand, 2 what moves. */
  readonly level: number;
  readonly text: string;
  /** It is true if one of these happens, or holds. */
  readonly claims: readonly string[];
  /** Names of the thing that it happens to; empty where none is named. */
  readonly thing: readonly string[];
  /** That thing's colour; empty where none is named. */
  readonly colour: string;
}

const COLUMNS = 5;

/**
 * A line of a pack's sentences: `level`, `claims`, `thing`, `colour` and `text`, with tabs between, and
 * `|` between several claims or names. Undefined where it is something else.
 */
export function readSentence(line: string): Sentence | undefined {
  const cells = line.split('\t');
  const [level, claims, thing, colour, text] = cells as [string, string, string, string, string];
  if (cells.length !== COLUMNS || !/^\d+$/.test(level) || text.trim() === '') return undefined;
  return { level: Number(level), text, claims: several(claims), thing: several(thing), colour };
}

/**
 * The sentences of a pack, in the order of their probabilities.
 * @throws {VljepaError} PACK_FILE_MISSING, PACK_UNREADABLE, PACK_SENTENCES.
 */
export function readSentences(folder: string, file: string): Sentence[] {
  return readPackLines(folder, file).map((line, index) => {
    const sentence = readSentence(line);
    if (sentence === undefined) {
      throw new VljepaError(
        'PACK_SENTENCES',
        `${join(folder, file)} line ${index + 1}: expected a level, claims, names of a thing, its ` +
          `colour and a text with tabs between, got ${JSON.stringify(line)}; write the file again`,
      );
    }
    return sentence;
  });
}

function several(cell: string): string[] {
  return cell === '' ? [] : cell.split('|');
}
