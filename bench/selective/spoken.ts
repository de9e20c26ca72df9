import type { SelectiveDecoding } from '../../src/selective/changeDetector.js';
import { detect, type Detected } from './nodeDetector.js';
import type { Measured } from './measured.js';
import { placed } from './quality.js';
import type { Segment } from './strategies/strategy.js';
import type { Texts } from './texts.js';

/** What the node makes of a stream, and says. */
export interface Spoken extends Detected {
  /** Of each of `texts`. */
  readonly words: readonly string[];
  /** Texts that were decoded and not given, as the one before had said the same. */
  readonly repeated: number;
}

/** Decodes the node's texts; those that repeat the one before are left out as the node does it. */
export async function speak(
  one: Measured,
  setting: SelectiveDecoding,
  texts: Texts,
): Promise<Spoken> {
  const detected = detect(one, setting);
  const said: Segment[] = [];
  const words: string[] = [];
  for (const [k, { embedding }] of placed(one.states, detected.texts, 'said').entries()) {
    const text = await texts.said(embedding);
    if (setting.texts === 'new_facts' && text === words.at(-1)) continue;
    said.push(detected.texts[k]!);
    words.push(text);
  }
  return { ...detected, texts: said, words, repeated: detected.texts.length - said.length };
}
