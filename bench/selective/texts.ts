import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Engine } from '../../src/engine/engine.js';
import { cosine } from '../../src/selective/unitVector.js';

interface Line {
  readonly key: string;
  readonly text: string;
}

/**
 * What the pack's Y-Decoder says for an embedding, and what its Y-Encoder makes of a text; each asked
 * once. Texts are kept in a file for the next time.
 */
export class Texts {
  readonly #engine: Engine;
  readonly #file: string;
  readonly #said = new Map<string, string>();
  readonly #encoded = new Map<string, Float32Array>();
  /** Texts that were decoded now, and not read from the file. */
  decodes = 0;

  /** @param file of this pack alone; made if it is not there */
  constructor(engine: Engine, file: string) {
    this.#engine = engine;
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      // A line that a stopped run left half-written is decoded again.
      if (!line.endsWith('}')) continue;
      const { key, text } = JSON.parse(line) as Line;
      this.#said.set(key, text);
    }
  }

  async said(embedding: Float32Array): Promise<string> {
    const bytes = new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
    const key = createHash('sha1').update(bytes).digest('base64url');
    const known = this.#said.get(key);
    if (known !== undefined) return known;
    const { text } = await this.#engine.decode(embedding);
    this.decodes += 1;
    this.#said.set(key, text);
    appendFileSync(this.#file, `${JSON.stringify({ key, text } satisfies Line)}\n`);
    return text;
  }

  async encoded(text: string): Promise<Float32Array> {
    const known = this.#encoded.get(text);
    if (known !== undefined) return known;
    const [embedding] = await this.#engine.encodeText([text]);
    this.#encoded.set(text, embedding!);
    return embedding!;
  }

  /** The largest cosine of `text` and one of `others`. */
  async likeness(text: string, others: readonly string[]): Promise<number> {
    const own = await this.encoded(text);
    const cosines = await Promise.all(
      others.map(async (other) => cosine(own, await this.encoded(other))),
    );
    return Math.max(...cosines);
  }
}
