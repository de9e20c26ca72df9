import type { Decoded } from '../engine/engine.js';

/**
 * Tells whether a text says something new after the one before it: not if it is that one again, or true
 * wherever that one is, as `something has changed` is after anything that happened.
 */
export class NewFacts {
  #known: ReadonlySet<string> = new Set();

  has({ text }: Pick<Decoded, 'text'>): boolean {
    return !this.#known.has(text);
  }

  said({ text, implied }: Pick<Decoded, 'text' | 'implied'>): void {
    this.#known = new Set([text, ...implied]);
  }
}
