import { VljepaError } from '../../errors.js';
import type { TextTokenizer } from './tokenIds.js';

/** What stands first in a language model's vocabulary, in this order. */
const special = ['<pad>', '<begin>', '<end>', '<unknown>'] as const;

/** Unknown pieces that an error names. */
const NAMED_PIECES = 5;

/** A language model's vocabulary: its ids are places among the pack's word pieces. */
export class WordPieces {
  static readonly begin = special.indexOf('<begin>');
  static readonly end = special.indexOf('<end>');
  /** The first id that is a piece of text. */
  static readonly first = special.length;

  /** The tokenizer's id of each piece, from `first` on. */
  readonly #tokens: readonly number[];
  readonly #tokenizer: TextTokenizer;

  /**
   * @param file The vocabulary's path, for errors.
   * @param lines Its pieces, one a line.
   * @param tokenizer Knows each of them by name, and makes text of them.
   * @throws {VljepaError} PACK_VOCABULARY.
   */
  constructor(file: string, lines: readonly string[], tokenizer: TextTokenizer) {
    this.#tokenizer = tokenizer;
    const head = lines.slice(0, special.length);
    if (!special.every((piece, i) => piece === head[i])) {
      throw new VljepaError(
        'PACK_VOCABULARY',
        `${file} must begin with the lines ${special.join(', ')}, got ${quoted(head)}; write the ` +
          'vocabulary again in the order of the logits',
      );
    }
    const pieces = lines.slice(special.length);
    const ids = pieces.map((piece) => tokenizer.idOf(piece));
    const unknown = pieces.flatMap((piece, i) => (ids[i] === undefined ? [piece] : []));
    if (unknown.length > 0) {
      throw new VljepaError(
        'PACK_VOCABULARY',
        `${file} has ${unknown.length} of ${pieces.length} pieces that the Y-Encoder's tokenizer ` +
          `does not know: ${quoted(unknown.slice(0, NAMED_PIECES))}` +
          `${unknown.length > NAMED_PIECES ? ', …' : ''}; expected names from its vocabulary, one a ` +
          'line: export both from the same tokenizer',
      );
    }
    this.#tokens = ids as number[];
  }

  get count(): number {
    return WordPieces.first + this.#tokens.length;
  }

  /** The text that ids from `first` on make. */
  text(ids: readonly number[]): string {
    return this.#tokenizer.text(ids.map((id) => this.#tokens[id - WordPieces.first]!));
  }
}

function quoted(pieces: readonly string[]): string {
  return pieces.map((piece) => JSON.stringify(piece)).join(', ');
}
