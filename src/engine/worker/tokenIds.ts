import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { readPackFile } from '../../pack/packFolder.js';
import type { TokenizerSpec } from '../../pack/manifest.js';
import { VljepaError } from '../../errors.js';

/** Token ids of several texts, row after row: int64 `[texts, length]`, with a mask of 1 where there is a token. */
export interface TokenBatch {
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
  readonly shape: readonly [number, number];
}

/** The library's own declarations do not resolve under Node's module rules; this is what is used of it. */
interface Tokenizer {
  encode(text: string, options?: { add_special_tokens?: boolean }): { ids: number[] };
  decode(ids: number[], options: { skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
}
/** Of `tokenizer.json`: the name of the unknown token, or its id in a Unigram model. */
interface TokenizerFile {
  readonly model: { readonly unk_token?: string | null; readonly unk_id?: number | null };
}
const Tokenizer = LibraryTokenizer as unknown as new (
  tokenizer: object,
  config: object,
) => Tokenizer;

/** A pack's tokenizer: text → ids, with the special tokens, cut to the pack's length; and back. */
export class TextTokenizer {
  readonly #tokenizer: Tokenizer;
  /** Of the token that stands for whatever is not in the vocabulary; a tokenizer of bytes has none. */
  readonly #unknownId: number | undefined;
  readonly #spec: TokenizerSpec;

  /** @throws {VljepaError} PACK_UNREADABLE. */
  constructor(folder: string, spec: TokenizerSpec) {
    this.#spec = spec;
    const read = (name: string): object =>
      JSON.parse(readPackFile(folder, name).toString('utf8')) as object;
    try {
      const tokenizer = read(spec.tokenizer) as TokenizerFile;
      this.#tokenizer = new Tokenizer(tokenizer, read(spec.tokenizer_config));
      const { unk_token, unk_id } = tokenizer.model;
      this.#unknownId = unk_token ? this.#tokenizer.token_to_id(unk_token) : (unk_id ?? undefined);
    } catch (error) {
      if (error instanceof VljepaError) throw error;
      throw new VljepaError(
        'PACK_UNREADABLE',
        `${spec.tokenizer} with ${spec.tokenizer_config} in ${folder} is not a tokenizer: ` +
          (error as Error).message,
        { cause: error },
      );
    }
  }

  /** Ids of one text: at most `max_length`, the special tokens at both ends kept. */
  ids(text: string): number[] {
    const whole = this.#tokenizer.encode(text).ids;
    if (whole.length <= this.#spec.max_length) return whole;
    const body = this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
    return cutBody(whole, body, this.#spec.max_length);
  }

  /** The words of a text that are not in the vocabulary, at least in part, or of which nothing is left. */
  unknownWords(text: string): string[] {
    const words = text.split(/\s+/).filter((word) => word !== '');
    return words.filter((word) => {
      const { ids } = this.#tokenizer.encode(word, { add_special_tokens: false });
      return ids.length === 0 || ids.some((id) => id === this.#unknownId);
    });
  }

  /** Id of a token by its name in the tokenizer's file. */
  idOf(token: string): number | undefined {
    return this.#tokenizer.token_to_id(token);
  }

  /** The text that ids make, special tokens left out. */
  text(ids: readonly number[]): string {
    // The library refuses an empty list.
    return ids.length === 0 ? '' : this.#tokenizer.decode([...ids], { skip_special_tokens: true });
  }

  batch(texts: readonly string[]): TokenBatch {
    return padIds(
      texts.map((text) => this.ids(text)),
      this.#spec.pad_id ?? 0,
    );
  }
}

/** Cuts `body` inside `whole` (special tokens before and after it) so that `length` ids remain. */
export function cutBody(
  whole: readonly number[],
  body: readonly number[],
  length: number,
): number[] {
  const specials = whole.length - body.length;
  let before = 0;
  while (before < specials && !body.every((id, i) => whole[before + i] === id)) before += 1;
  return [
    ...whole.slice(0, before),
    ...body.slice(0, Math.max(0, length - specials)),
    ...whole.slice(before + body.length),
  ];
}

/** Pads every row to the longest. */
export function padIds(rows: readonly (readonly number[])[], padId: number): TokenBatch {
  const length = Math.max(1, ...rows.map((row) => row.length));
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(padId));
  const mask = new BigInt64Array(rows.length * length);
  rows.forEach((row, r) => {
    row.forEach((id, i) => {
      ids[r * length + i] = BigInt(id);
      mask[r * length + i] = 1n;
    });
  });
  return { ids, mask, shape: [rows.length, length] };
}
